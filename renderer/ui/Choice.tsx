type Props = {
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  options: readonly { value: string; label: string; detail?: string }[];
  onChange(value: string): void;
};

/** One of a few, all of them in sight; arrows move between them. */
export function Choice({ name, label, value, error, options, onChange }: Props) {
  return (
    <fieldset
      className="field choice"
      data-error={error !== undefined}
      aria-describedby={error === undefined ? undefined : `${name}-error`}
    >
      <legend>{label}</legend>
      <div className={`options options-${name}`}>
        {options.map((option) => (
          <label key={option.value} className="option" data-chosen={option.value === value}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.label}
              {option.detail && <small>{option.detail}</small>}
            </span>
          </label>
        ))}
      </div>
      {error !== undefined && (
        <small id={`${name}-error`} className="field-error" role="alert">
          {error}
        </small>
      )}
    </fieldset>
  );
}
