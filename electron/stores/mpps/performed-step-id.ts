/** By which a performed step is known beside its UID: short, and the same for everybody who names it. */
export function performedStepId(session: string): string {
  return session.replaceAll('-', '').slice(0, 16).toUpperCase();
}
