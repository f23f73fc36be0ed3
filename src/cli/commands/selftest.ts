import { openLab } from '../../actions/open.ts';
import { selftest as testLabs } from '../../actions/selftest.ts';
import { LabError } from '../../util/errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { listLabs } from '../../lab/load.ts';
import { inVariant } from '../../lab/variant.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { renderMatrices, renderMatrixJunit } from '../../report/matrix.ts';
import { instanceName, oneOf, seedFrom, wholeNumber, type VariantOptions } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';

export interface SelftestOptions extends VariantOptions {
  all?: boolean;
  full?: boolean;
  short?: boolean;
  reporter?: string;
  workers?: string;
}

const REPORTERS = ['matrix', 'junit'] as const;
const MAX_WORKERS = 16;

/** @throws LabError ARGUMENT_INVALID */
async function labIds(io: Io, labs: string[], all: boolean): Promise<string[]> {
  if (all === labs.length > 0)
    throw new LabError('ARGUMENT_INVALID', 'selftest needs names of labs, or --all, and not both');
  return all ? listLabs(placesFrom(io.env).root) : [...new Set(labs)];
}

export async function selftest(io: Io, wanted: string[], options: SelftestOptions): Promise<number> {
  const ids = await labIds(io, wanted, options.all ?? false);
  const reporter = oneOf('--reporter', options.reporter, REPORTERS, 'matrix');
  const workers = wholeNumber('--workers', options.workers ?? '2', 1, MAX_WORKERS);
  const seed = seedFrom(options);
  const stem = instanceName('selftest', options);
  const labs = await Promise.all(ids.map(async (id) => inVariant(await openLab(placesFrom(io.env), id), seed)));
  /** A lab with several initial states (`draw`) is tested with all of them in parallel. */
  const nameOf = ({ id, draw = [] }: Lab, number: number): string =>
    instanceName(id, { as: [stem, id, ...draw.slice(0, 1).map((drawn) => drawn.id), number].join('-') });
  const reports = await withContext(io, options, (context) =>
    testLabs(context, { labs, workers, full: options.full ?? false, short: options.short ?? false, nameOf }),
  );
  const passed = reports.every((report) => report.passed);
  if (options.json) printJson(io, { passed, labs: reports });
  else if (reporter === 'junit') print(io, renderMatrixJunit(reports));
  else print(io, renderMatrices(reports.map((report, index) => ({ lab: labs[index] as Lab, report }))));
  return passed ? EXIT.fine : EXIT.checkFailed;
}
