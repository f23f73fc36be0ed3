import { selftest as testLabs } from '../../actions/selftest.ts';
import { LabError } from '../../util/errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { isSameFolder, listPlaces, type LabPlace } from '../../lab/place.ts';
import { inVariant } from '../../lab/variant.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { renderMatrices, renderMatrixJunit } from '../../report/matrix.ts';
import { instanceName, oneOf, seedFrom, wholeNumber, type VariantOptions } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { placeOf } from '../place.ts';
import { openLab } from '../session.ts';

export interface SelftestOptions extends VariantOptions {
  all?: boolean;
  full?: boolean;
  short?: boolean;
  strict?: boolean;
  reporter?: string;
  workers?: string;
}

const REPORTERS = ['matrix', 'junit'] as const;
const MAX_WORKERS = 16;

/** @throws LabError ARGUMENT_INVALID, LAB_UNKNOWN, LAB_AMBIGUOUS */
async function labPlaces(io: Io, labs: string[], all: boolean): Promise<LabPlace[]> {
  if (all === labs.length > 0)
    throw new LabError('ARGUMENT_INVALID', 'selftest needs names of labs, or --all, and not both');
  const places = all
    ? await listPlaces(placesFrom(io.env).labs)
    : await Promise.all([...new Set(labs)].map((word) => placeOf(io, word)));
  const byId = new Map<string, LabPlace>();
  for (const place of places) {
    const other = byId.get(place.id);
    if (other && !(await isSameFolder(other.folder, place.folder)))
      throw new LabError('LAB_AMBIGUOUS', `got two labs "${place.id}", in ${other.folder} and in ${place.folder}`, {
        hint: 'Their instances would have the same names: test one after the other.',
      });
    byId.set(place.id, place);
  }
  return [...byId.values()];
}

export async function selftest(io: Io, wanted: string[], options: SelftestOptions): Promise<number> {
  const places = await labPlaces(io, wanted, options.all ?? false);
  const reporter = oneOf('--reporter', options.reporter, REPORTERS, 'matrix');
  const workers = wholeNumber('--workers', options.workers ?? '2', 1, MAX_WORKERS);
  const seed = seedFrom(options);
  const stem = instanceName('selftest', options);
  const labs = await Promise.all(places.map(async (place) => inVariant(await openLab(io, place), seed)));
  /** A lab with several initial states (`draw`) is tested with all of them in parallel. */
  const nameOf = ({ id, draw = [] }: Lab, number: number): string =>
    instanceName(id, { as: [stem, id, ...draw.slice(0, 1).map((drawn) => drawn.id), number].join('-') });
  const reports = await withContext(io, options, (context) =>
    testLabs(context, {
      labs,
      workers,
      full: options.full ?? false,
      short: options.short ?? false,
      strict: options.strict ?? false,
      nameOf,
    }),
  );
  const passed = reports.every((report) => report.passed);
  if (options.json) printJson(io, { passed, labs: reports });
  else if (reporter === 'junit') print(io, renderMatrixJunit(reports));
  else print(io, renderMatrices(reports.map((report, index) => ({ lab: labs[index] as Lab, report }))));
  return passed ? EXIT.fine : EXIT.checkFailed;
}
