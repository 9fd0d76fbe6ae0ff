import type { ReactNode } from 'react';

type Props = {
  children: ReactNode;
  onPress(): void;
  kind?: 'primary' | 'plain' | 'quiet';
  disabled?: boolean;
  /** Shown at the right: the key that does the same. */
  cap?: ReactNode;
  name?: string;
};

/**
 * A button that does not keep the focus after use: the next Space is the pedal's again and not a second press here.
 */
export function Button({ children, onPress, kind = 'plain', disabled = false, cap, name }: Props) {
  return (
    <button
      type="button"
      className={`button ${kind}`}
      disabled={disabled}
      data-name={name}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        event.currentTarget.blur();
        onPress();
      }}
    >
      <span>{children}</span>
      {cap}
    </button>
  );
}
