/** Signs in numbered groups, read and compared one by one. */
export function KeyGroups({ groups, label }: { groups: readonly string[]; label: string }) {
  return (
    <ol className="key-groups" aria-label={label}>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place, and two may be alike
        <li key={index}>
          <span aria-hidden="true">{index + 1}</span>
          <b>{group}</b>
        </li>
      ))}
    </ol>
  );
}
