import { useEffect, useRef } from 'react';

type Props = {
  name: string;
  label: string;
  hint?: string | undefined;
  value: string;
  error?: string | undefined;
  /** Hidden while it is typed; a PIN asks for figures. */
  secret?: 'password' | 'pin';
  /** Takes the focus as it comes on screen. */
  first?: boolean;
  /** How many signs it takes. */
  most?: number;
  onChange(value: string): void;
};

/** One line to type, with what is wrong about it. Nothing of it is kept or completed by the browser. */
export function TextField({ name, label, hint, value, error, secret, first = false, most = 200, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (first) input.current?.focus();
  }, [first]);
  return (
    <label className="field" data-error={error !== undefined}>
      <span>{label}</span>
      <input
        ref={input}
        type={secret ? 'password' : 'text'}
        inputMode={secret === 'pin' ? 'numeric' : undefined}
        name={name}
        value={value}
        placeholder={hint}
        maxLength={most}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${name}-error`}
        onChange={(event) => onChange(event.target.value)}
      />
      {error !== undefined && (
        <small id={`${name}-error`} className="field-error" role="alert">
          {error}
        </small>
      )}
    </label>
  );
}
