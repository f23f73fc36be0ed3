/** Parses the text of a lab file to a lab, or to a list of all its problems. */
import type { Lab } from './lab.ts';
import { normalize } from './normalize.ts';
import { inOrder, showPath, toProblem, type Flaw, type Problem } from './problem.ts';
import { RULES } from './rules.ts';
import { validate } from './validate.ts';
import { substitute } from './variables.ts';
import { readYaml } from './yaml-file.ts';

export type ParsedLab = { lab: Lab } | { problems: Problem[] };

/** Drops flaws at a place where an earlier stage already found one, since they are consequences of it. */
function without(flaws: Flaw[], earlier: Flaw[]): Flaw[] {
  const known = new Set(earlier.map(({ path }) => showPath(path)));
  return flaws.filter(({ path }) => !known.has(showPath(path)));
}

/** The rules need a valid structure, so they are checked only if the schema reports no problems. */
export function parseLab(id: string, source: string): ParsedLab {
  // parse
  const yaml = readYaml(source);
  if (!('value' in yaml)) return { problems: inOrder(yaml.problems) };

  // substitute
  const filled = substitute(yaml.value);
  const problemsWith = (flaws: Flaw[]): Problem[] => {
    const located = [...filled.flaws, ...without(flaws, filled.flaws)].map((flaw) =>
      toProblem(flaw, yaml.positionOf(flaw.path, flaw.spot)),
    );
    return inOrder([...yaml.problems, ...located]);
  };

  // validate
  const shape = validate(filled.value);
  if ('flaws' in shape) return { problems: problemsWith(shape.flaws) };

  // normalize
  const lab = normalize(id, shape.written);

  // rules
  const problems = problemsWith(RULES.flatMap((rule) => rule(shape.written, lab)));
  return problems.length > 0 ? { problems } : { lab };
}
