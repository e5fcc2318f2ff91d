// Where photos go: before which other one.

/** For ``first``, ``earlier``, ``later``, ``last``, or a step of several places. Undefined when they are there already. */
export function target(order, ids, way, step = 1) {
  const moved = new Set(ids);
  const rest = order.filter((id) => !moved.has(id));
  const first = order.findIndex((id) => moved.has(id));
  const ahead = order.slice(0, first).length; // unmoved ones before the block
  const behind = rest.length - order.slice(order.findLastIndex((id) => moved.has(id)) + 1).length; // and up to its end
  const at = { first: 0, last: rest.length, earlier: ahead - step, later: behind + step }[way];
  return rest[Math.min(rest.length, Math.max(0, at))] ?? null;
}

/** Before the photo that stands at this number, counted from 1; none of those that move. */
export function beforeNumber(order, ids, number) {
  const moved = new Set(ids);
  return order.slice(Math.max(0, number - 1)).find((id) => !moved.has(id)) ?? null;
}
