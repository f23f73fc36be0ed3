import type { LabPlace } from '../../lab/place.ts';
import { LabError } from '../../util/errors.ts';
import { GRAPH_FORMATS, renderGraph } from '../../report/graph.ts';
import { inVariant } from '../../lab/variant.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';
import { type VariantOptions } from '../arguments.ts';
import { findSeed, openLab } from '../session.ts';

export interface GraphOptions extends VariantOptions {
  format?: string;
}

export async function graph(io: Io, place: LabPlace, options: GraphOptions): Promise<number> {
  const format = GRAPH_FORMATS.find((one) => one === (options.format ?? 'text'));
  if (!format)
    throw new LabError(
      'ARGUMENT_INVALID',
      `--format is "${options.format}", expected one of: ${GRAPH_FORMATS.join(', ')}`,
    );
  const written = await openLab(io, place);
  const lab = inVariant(written, await findSeed(io, place, options));
  if (options.json)
    printJson(io, {
      lab: lab.id,
      variant: lab.variant ?? null,
      vars: lab.vars,
      networks: lab.networks,
      nodes: lab.nodes,
    });
  else print(io, renderGraph(lab, format, languageOf(io, options)).trimEnd());
  return EXIT.fine;
}
