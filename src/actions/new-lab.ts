/** A lab of one's own: a folder with the files of another lab, under a new name. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadLab, decode, readBytes } from '../lab/load.ts';
import { FILE_NAME } from '../lab/on-disk.ts';
import { findPlace, type LabFolders, type LabPlace } from '../lab/place.ts';
import { identifier } from '../lab/primitives.ts';
import { namedFor, withSchema } from '../lab/rename.ts';
import { LabError } from '../util/errors.ts';
import { show } from '../util/nearest.ts';

export interface NewLabInput {
  /** The id of the new lab, and its folder in `cwd`. */
  name: string;
  cwd: string;
  /** The lab that is copied. */
  from: LabPlace;
  labs: LabFolders;
}

export interface NewLab {
  lab: string;
  /** Absolute. */
  folder: string;
  /** Names of the files in it. */
  files: string[];
}

const GUIDES = ['guide.zh.md', 'guide.en.md'];

/** @throws LabError ARGUMENT_INVALID for what is no id, or the name of another lab */
async function refuseName(name: string, labs: LabFolders): Promise<void> {
  const { error } = identifier.safeParse(name);
  if (error) {
    throw new LabError('ARGUMENT_INVALID', `got the name ${show(name)}, ${error.issues[0]?.message}`, {
      hint: 'The name is the id of the lab, and of its folder in the working directory.',
    });
  }
  const other = await findPlace(labs, '', name);
  if (other) {
    throw new LabError(
      'ARGUMENT_INVALID',
      `got the name "${name}", which the lab in ${other.folder} has, expected another`,
    );
  }
}

function noneIfMissing(error: LabError): undefined {
  if ((error.cause as NodeJS.ErrnoException | undefined)?.code !== 'ENOENT') throw error;
}

/** The files of a lab; a guide that it lacks is left out. @throws LabError LAB_FILE_INVALID, FILE_UNREADABLE */
async function filesOf({ name, from: { id, folder }, labs }: NewLabInput): Promise<Map<string, string>> {
  await loadLab(folder);
  const read = async (file: string): Promise<string> => decode(join(folder, file), await readBytes(join(folder, file)));
  const labFile = withSchema(await read(FILE_NAME), join(labs.own, 'lab.schema.json'));
  const guides = await Promise.all(
    GUIDES.map(async (file) => {
      const guide = await read(file).catch(noneIfMissing);
      return guide === undefined ? [] : [[file, namedFor(guide, id, name)] as const];
    }),
  );
  return new Map([[FILE_NAME, labFile], ...guides.flat()]);
}

const cannotWrite = (name: string, cause: NodeJS.ErrnoException): LabError =>
  new LabError(
    'FILE_UNWRITABLE',
    cause.code === 'EEXIST'
      ? `./${name} is there already, expected a name that no file or folder has`
      : `./${name}: ${cause.message}`,
    { cause },
  );

/**
 * Nothing that is there is overwritten, and nothing half made stays.
 * @throws LabError ARGUMENT_INVALID, LAB_AMBIGUOUS, LAB_FILE_INVALID, FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function newLab(input: NewLabInput): Promise<NewLab> {
  const { name, cwd, labs } = input;
  await refuseName(name, labs);
  const files = await filesOf(input);
  const folder = join(cwd, name);
  await mkdir(folder).catch((cause: NodeJS.ErrnoException) => Promise.reject(cannotWrite(name, cause)));
  try {
    for (const [file, text] of files) await writeFile(join(folder, file), text, { flag: 'wx' });
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cannotWrite(name, cause as NodeJS.ErrnoException);
  }
  return { lab: name, folder, files: [...files.keys()] };
}
