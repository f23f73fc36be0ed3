/** Removes the nodes that are not in a cycle and do not lead to one. */
function removeSettled(graph: Map<string, readonly string[]>): void {
  let sizeBefore: number;
  do {
    sizeBefore = graph.size;
    for (const [name, needs] of graph) if (!needs.some((need) => graph.has(need))) graph.delete(name);
  } while (graph.size < sizeBefore);
}

/** The cycle that the graph's first node leads to. Every node in the graph leads to a cycle. */
function follow(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const walked: string[] = [];
  let [current] = graph.keys();
  while (current !== undefined && !walked.includes(current)) {
    walked.push(current);
    current = graph.get(current)?.find((need) => graph.has(need));
  }
  return walked.slice(walked.indexOf(current ?? ''));
}

/** Each cycle once, starting with its first node in the graph's order. Unknown names are ignored. */
export function findCycles(needs: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = [...needs.keys()];
  const graph = new Map(needs);
  const cycles: string[][] = [];
  for (removeSettled(graph); graph.size > 0; removeSettled(graph)) {
    const cycle = follow(graph);
    const start = cycle.indexOf(order.find((name) => cycle.includes(name)) ?? '');
    cycles.push([...cycle.slice(start), ...cycle.slice(0, start)]);
    for (const name of cycle) graph.delete(name);
  }
  return cycles;
}
