/**
 * Views of a list of things that are never changed in place: each is viewed once, and a list of the same things gives the
 * same list of views. What shows thousands of them at every turn of a dial pays only for those that changed.
 */
export function viewList<Thing extends object, View>(
  view: (thing: Thing) => View,
  order?: (a: View, b: View) => number,
): (things: readonly Thing[]) => View[] {
  const views = new WeakMap<Thing, View>();
  let last: { things: readonly Thing[]; shown: View[] } = { things: [], shown: [] };

  function viewOf(thing: Thing): View {
    const known = views.get(thing);
    if (known) return known;
    const made = view(thing);
    views.set(thing, made);
    return made;
  }

  return (things) => {
    const isLast = things.length === last.things.length && things.every((thing, index) => thing === last.things[index]);
    if (!isLast) {
      const shown = things.map(viewOf);
      last = { things, shown: order ? shown.sort(order) : shown };
    }
    return last.shown;
  };
}
