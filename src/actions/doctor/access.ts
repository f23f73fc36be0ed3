/** An engine's socket that does not let us: who has it, and who are we? */
import { readFile, stat } from 'node:fs/promises';
import type { Finding } from './finding.ts';

export interface Access {
  socket: string;
  /** undefined when not even its folder lets us look. */
  owner?: { user: string; group: string; mode: number };
  me: { user: string; groups: string[] };
  /** Groups that the system says we are in, since we logged in or before. */
  enrolled: string[];
}

interface Entry {
  name: string;
  id: number;
  members: string[];
}

/** passwd(5) and group(5) begin alike: name, password, number. */
async function entries(file: string): Promise<Entry[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [name, , id, members = ''] = line.split(':');
    return name && id ? [{ name, id: Number(id), members: members.split(',') }] : [];
  });
}

const nameIn = (list: Entry[], wanted: number): string => list.find(({ id }) => id === wanted)?.name ?? String(wanted);

export async function observeAccess(socket: string): Promise<Access> {
  const [users, groups, stats, status] = await Promise.all([
    entries('/etc/passwd'),
    entries('/etc/group'),
    stat(socket).catch(() => undefined),
    readFile('/proc/self/status', 'utf8').catch(() => ''),
  ]);
  // Uid:	65534	65534	65534	65534, the effective one second
  const numbersOf = (key: string): number[] =>
    new RegExp(`^${key}:(.*)$`, 'm').exec(status)?.[1]?.trim().split(/\s+/).filter(Boolean).map(Number) ?? [];
  const user = nameIn(users, numbersOf('Uid')[1] ?? NaN);
  const gid = numbersOf('Gid')[1] ?? NaN;
  return {
    socket,
    ...(stats && {
      owner: { user: nameIn(users, stats.uid), group: nameIn(groups, stats.gid), mode: stats.mode & 0o777 },
    }),
    me: { user, groups: [...new Set([gid, ...numbersOf('Groups')])].map((id) => nameIn(groups, id)) },
    enrolled: groups.filter(({ members }) => members.includes(user)).map(({ name }) => name),
  };
}

function adviceFor({ owner, me, enrolled }: Access): string {
  if (!owner) return 'Run it as root, or as the user that the engine belongs to.';
  const { group, mode } = owner;
  if (group === 'root' || (mode & 0o060) !== 0o060) return `Run it as ${owner.user}.`;
  if (enrolled.includes(group))
    return `You are in the group ${group} since you logged in: log in again, or \`newgrp ${group}\`.`;
  return `\`sudo usermod -aG ${group} ${me.user}\`, then log in again. Who is in that group is as mighty as root.`;
}

export function judgeAccess(access: Access): Finding {
  const { socket, owner, me } = access;
  const whose = owner
    ? `it belongs to ${owner.user} and the group ${owner.group} (mode ${owner.mode.toString(8)})`
    : 'its folder is closed to you';
  return {
    id: 'access',
    level: 'problem',
    message: `permission denied on ${socket}: ${whose}, and you are ${me.user}, in ${me.groups.length === 1 ? 'the group' : 'the groups'} ${me.groups.join(', ')}`,
    advice: adviceFor(access),
  };
}
