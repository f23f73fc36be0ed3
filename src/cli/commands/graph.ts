import { LabError } from '../../errors.ts';
import { GRAPH_FORMATS, renderGraph } from '../../report/graph.ts';
import { EXIT, print, printJson, type CommonOptions, type Io } from '../io.ts';
import { openLab } from '../session.ts';

export interface GraphOptions extends CommonOptions {
  format?: string;
}

export async function graph(io: Io, labId: string, options: GraphOptions): Promise<number> {
  const format = GRAPH_FORMATS.find((one) => one === (options.format ?? 'text'));
  if (!format)
    throw new LabError(
      'ARGUMENT_INVALID',
      `--format is "${options.format}", expected one of: ${GRAPH_FORMATS.join(', ')}`,
    );
  const lab = await openLab(io, labId);
  if (options.json) printJson(io, { lab: lab.id, vars: lab.vars, networks: lab.networks, nodes: lab.nodes });
  else print(io, renderGraph(lab, format));
  return EXIT.fine;
}
