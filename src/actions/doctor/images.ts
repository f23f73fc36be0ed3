/** The images of the nodes: built, from when, and those that nothing needs any more. Pure. */
import type { ImageInfo } from '../../orchestrator/engine.ts';
import { plural, showBytes, type Finding } from './finding.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const OLD_DAYS = 180;

const daysSince = (time: string, nowMs: number): number => Math.floor((nowMs - Date.parse(time)) / DAY_MS);

/** @param image undefined: there is none of this tag */
export function judgeImage(tag: string, image: ImageInfo | undefined, nowMs: number): Finding {
  if (!image) {
    return {
      id: 'image',
      level: 'note',
      message: `${tag} is not built yet`,
      advice: '`lab start` builds it when it needs it, `lab image build` now.',
    };
  }
  const days = daysSince(image.createdAt, nowMs);
  const message = `${tag} is built, ${(image.sizeBytes / 1e6).toFixed(0)} MB`;
  if (days < OLD_DAYS) return { id: 'image', level: 'ok', message };
  return {
    id: 'image',
    level: 'note',
    message: `${message}, ${days} days ago: its Debian is as old`,
    advice: '`lab image build --force` builds it from the packages of today.',
  };
}

/**
 * Images that other versions of this project left.
 * @param tags those of this version
 * @param inUse images that containers were made from, as tag or id
 * @param docker what reaches this engine: `docker`, or with -H
 */
export function judgeOldImages(images: ImageInfo[], tags: string[], inUse: string[], docker: string): Finding[] {
  const old = images.filter(
    ({ id, tags: names }) => ![id, ...names].some((name) => tags.includes(name) || inUse.includes(name)),
  );
  if (old.length === 0) return [];
  const bytes = old.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const names = old.map(({ id, tags: [tag] }) => tag ?? id.replace('sha256:', '').slice(0, 12));
  return [
    {
      id: 'old-images',
      level: 'note',
      message: `${plural(old.length, 'image')} of other versions of the labs, up to ${showBytes(bytes)}`,
      advice: `\`${docker} image rm ${names.join(' ')}\` removes what no instance uses.`,
    },
  ];
}
