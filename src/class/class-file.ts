/** Parses the text of a class file, with the positions of all its problems. Pure. */
import { inOrder, toProblem, type Flaw, type Problem } from '../lab/problem.ts';
import { readYaml } from '../lab/yaml-file.ts';
import { validateAs } from '../lab/validate.ts';
import { expectedOneOf, show } from '../util/nearest.ts';
import { writtenClassSchema, type WrittenClass } from './schema.ts';

export type ParsedClass = { written: WrittenClass } | { problems: Problem[] };

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

function rules({ labs, listen }: WrittenClass, knownLabs: readonly string[]): Flaw[] {
  const unknown = labs.flatMap(({ lab }, index): Flaw[] =>
    knownLabs.includes(lab)
      ? []
      : [
          {
            code: 'VALUE_INVALID',
            path: ['labs', index, 'lab'],
            text: `got ${show(lab)}, ${expectedOneOf([...knownLabs], lab)}`,
          },
        ],
  );
  const backwards = labs.flatMap(({ opens, closes }, index): Flaw[] =>
    opens === undefined || closes === undefined || Date.parse(opens) < Date.parse(closes)
      ? []
      : [
          {
            code: 'VALUE_INVALID',
            path: ['labs', index, 'closes'],
            text: `got ${show(closes)}, expected a time after ${show(opens)}, when it opens`,
          },
        ],
  );
  const ids = labs.map(({ lab }) => lab);
  const twice = ids.flatMap((id, index): Flaw[] =>
    ids.indexOf(id) === index
      ? []
      : [{ code: 'ID_DUPLICATE', path: ['labs', index, 'lab'], text: `got ${show(id)} a second time` }],
  );
  const isPlain = listen.tls === undefined && !listen.url?.startsWith('https:');
  const open: Flaw[] =
    isPlain && !LOOPBACK.includes(listen.address)
      ? [
          {
            code: 'VALUE_INVALID',
            path: ['listen', 'address'],
            text: `got ${show(listen.address)} without TLS, expected tls: with certificate and key, or url: https://… of a proxy that has them`,
          },
        ]
      : [];
  return [...unknown, ...backwards, ...open, ...twice];
}

/** @param knownLabs ids of the labs that there are */
export function parseClass(source: string, knownLabs: readonly string[]): ParsedClass {
  const yaml = readYaml(source);
  if (!('value' in yaml)) return { problems: inOrder(yaml.problems) };
  const problemsWith = (flaws: Flaw[]): Problem[] =>
    inOrder([...yaml.problems, ...flaws.map((flaw) => toProblem(flaw, yaml.positionOf(flaw.path, flaw.spot)))]);
  const shape = validateAs(writtenClassSchema, yaml.value);
  if ('flaws' in shape) return { problems: problemsWith(shape.flaws) };
  const problems = problemsWith(rules(shape.written, knownLabs));
  return problems.length > 0 ? { problems } : { written: shape.written };
}
