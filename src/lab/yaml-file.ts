/** Converts the text of a lab file to data, and finds the line and column of a path in the data. */
import { LineCounter } from 'yaml';
import { toProblem, type Path, type Position, type Problem, type Spot } from './problem.ts';
import { toData } from './yaml-data.ts';
import { composeYaml } from './yaml-syntax.ts';
import { findOffset, type Fault } from './yaml-tree.ts';

/** Without a value if the text cannot be interpreted. With a value there may still be problems (duplicate keys). */
export type YamlFile =
  { problems: Problem[] } | { problems: Problem[]; value: unknown; positionOf: (path: Path, spot?: Spot) => Position };

function lineCounterOf(source: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of source.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return lines;
}

export function readYaml(source: string): YamlFile {
  const lines = lineCounterOf(source);
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const problemsOf = (faults: Fault[]): Problem[] =>
    faults.map(({ code, offset, text }) => toProblem({ code, path: [], text }, at(offset)));

  const { doc, faults } = composeYaml(source);
  if (!doc) return { problems: problemsOf(faults) };
  const data = toData(doc);
  if ('faults' in data) return { problems: problemsOf([...faults, ...data.faults]) };
  return {
    problems: problemsOf(faults),
    value: data.value,
    positionOf: (path, spot = 'value') => at(findOffset(doc, data.targets, source, path, spot)),
  };
}
