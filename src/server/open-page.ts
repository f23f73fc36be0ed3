/** Serving the page of a running instance. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { Language } from '../lab/primitives.ts';
import { variantOf } from '../lab/variant.ts';
import { sectionsOf } from '../live/guide-blocks.ts';
import type { Instance } from '../orchestrator/instance.ts';
import type { Places } from '../orchestrator/places.ts';
import type { Section } from '../contract/views.ts';
import { readAssets } from './assets.ts';
import { cookieHeader, newToken } from './guard.ts';
import { connectPage } from './page-connection.ts';
import { Room, type RoomInput } from './room.ts';
import { serve } from './serve.ts';
import { writeWhole } from '../util/whole-file.ts';
import type { Context } from '../actions/context.ts';
import { openLab, openRunning, type InstanceId } from '../actions/open.ts';

export interface OpenedPage {
  /** Has the token: whoever has the link works in the lab. */
  url: string;
  /** Whether another process serves it already; then there is nothing to close. */
  isOthers: boolean;
  /** Ends the server, its terminals and its observers; the lab goes on. */
  close: () => Promise<void>;
}

export interface OpenPageInput extends InstanceId {
  /** 0: any that is free. */
  port: number;
}

/** What is in the file that says who serves an instance. */
interface Served {
  port: number;
  token: string;
  instance: string;
  lab: string;
  /** Its seed; null: as it is written. */
  variant: string | null;
}

const ALIVE_MS = 2000;

const linkOf = ({ port, token }: Served): string => `http://127.0.0.1:${port}/?token=${token}`;

/** Only its owner can read it: it has the token. */
const fileOf = ({ cacheDir }: Places, instance: string): string => join(cacheDir, 'pages', `${instance}.json`);

const readServed = async (file: string): Promise<Served> => JSON.parse(await readFile(file, 'utf8')) as Served;

/** The server that serves this instance already, if it answers; not one that is left of another lab under the same name. */
async function findServed(places: Places, { name, lab, variant }: Instance): Promise<Served | undefined> {
  try {
    const served = await readServed(fileOf(places, name));
    const [cookie = ''] = cookieHeader(served.port, served.token).split(';');
    const signal = AbortSignal.timeout(ALIVE_MS);
    const { status } = await fetch(`http://127.0.0.1:${served.port}/alive`, { headers: { cookie }, signal });
    const isSame = served.instance === name && served.lab === lab && served.variant === (variant ?? null);
    return status === 204 && isSame ? served : undefined;
  } catch {
    return undefined;
  }
}

/** In the lab's variant. @param lab as it is written */
async function guideOf(lab: Lab, seed: string | undefined, language: Language): Promise<Section[]> {
  const file = join(lab.folder ?? '', `guide.${language}.md`);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new LabError('FILE_UNREADABLE', `the guide ${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  return sectionsOf(seed === undefined ? text : variantOf(lab, seed).text(text));
}

/** In both languages, of a lab in a variant. @throws LabError FILE_UNREADABLE */
export async function guidesOf(
  places: Places,
  { lab: id, folder }: Pick<InstanceId, 'lab' | 'folder'>,
  seed: string | undefined,
): Promise<RoomInput['guides']> {
  const lab = await openLab(places, id, folder);
  const [zh, en] = await Promise.all([guideOf(lab, seed, 'zh'), guideOf(lab, seed, 'en')]);
  return { zh, en };
}

/** @throws LabError LAB_UNKNOWN, INSTANCE_NOT_RUNNING, ARGUMENT_INVALID for a port that is taken, FILE_UNREADABLE */
export async function openPage(context: Context, { port, ...id }: OpenPageInput): Promise<OpenedPage> {
  const { places } = context;
  const { lab, instance } = await openRunning(context, id);
  const others = await findServed(places, instance);
  if (others) return { url: linkOf(others), isOthers: true, close: async () => {} };
  const assets = await readAssets(places);
  const guides = await guidesOf(places, id, instance.variant);
  const room = new Room({ context, lab, instance, guides });
  const token = newToken();
  const title = `${instance.name} · lvs-lab`;
  try {
    await room.prepare();
    const onSocket: Parameters<typeof serve>[0]['onSocket'] = (socket) => connectPage(socket, room);
    const failoverPicture = (language: Language): string | undefined => room.work.failovers.pictures?.[language];
    const server = await serve({ port, token, title, assets, failoverPicture, onSocket });
    const served: Served = {
      port: server.port,
      token,
      instance: instance.name,
      lab: lab.id,
      variant: instance.variant ?? null,
    };
    const file = fileOf(places, instance.name);
    await mkdir(join(places.cacheDir, 'pages'), { recursive: true, mode: 0o700 });
    await writeWhole(file, JSON.stringify(served), 0o600);
    const close = async (): Promise<void> => {
      await Promise.all([server.close(), room.close()]);
      // Another server may have taken its place since.
      const isOurs = await readServed(file).then(
        (now) => now.token === token,
        () => false,
      );
      if (isOurs) await rm(file, { force: true });
    };
    return { url: linkOf(served), isOthers: false, close };
  } catch (error) {
    await room.close();
    throw error;
  }
}
