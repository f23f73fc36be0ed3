import type { Text } from '../lab/primitives.ts';
import { type SynBurstSeen, SYN_BYTES } from '../probes/results.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import { noSuchService } from './ipvs-table.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'syn-burst'>;
type Counted = NonNullable<SynBurstSeen['counted']>;

/** Packets that are lost on the way, and those of others. */
const FEW = 2;
/** Entries that must be gone: while others go, a table may come back without an entry that is there. */
const SEVERAL = 4;
/** Of those that were sent, at least this part must have arrived for anything to be said. */
const ENOUGH = 0.9;
/** The state of an entry whose handshake is not complete, with secure_tcp. */
const SYNACK = 'SYNACK';

const cameThrough = (counted: Counted, seen: SynBurstSeen): number =>
  Math.max(counted.connections, seen.entries.length);

type Effect = (parameters: Parameters, seen: SynBurstSeen, counted: Counted) => Text | undefined;

/** Why the effect is not there; undefined when it is. */
const EFFECTS: Record<Parameters['effect'], Effect> = {
  counted({ director }, { sent, entries }, { connections, packetsIn, bytesIn }) {
    if (entries.length < sent * ENOUGH) {
      return {
        en: `only ${entries.length} of ${sent} packets made an entry in the table of ${director}`,
        zh: `${sent} 个包中只有 ${entries.length} 个在 ${director} 的连接表中留下记录`,
      };
    }
    const isTrue = connections <= sent && Math.abs(connections - entries.length) <= FEW;
    if (isTrue && packetsIn === connections && bytesIn === connections * SYN_BYTES) {
      return undefined;
    }
    return {
      en: `the counters of ${director} grew by ${connections} connections, ${packetsIn} packets and ${bytesIn} bytes, while ${entries.length} connections of one packet of ${SYN_BYTES} bytes came in`,
      zh: `${director} 的计数器增加了 ${connections} 个连接、${packetsIn} 个包、${bytesIn} 字节，而实际来了 ${entries.length} 个连接，每个一个 ${SYN_BYTES} 字节的包`,
    };
  },
  'packets-dropped'({ director, oneIn }, seen, counted) {
    const { sent } = seen;
    const dropped = sent - cameThrough(counted, seen);
    if (Math.abs(dropped - sent / oneIn) <= FEW) return undefined;
    return {
      en: `${director} dropped ${dropped} of ${sent} new connections, expected one in ${oneIn}`,
      zh: `${director} 丢弃了 ${sent} 个新连接中的 ${dropped} 个，应当每 ${oneIn} 个丢一个`,
    };
  },
  'entries-dropped'({ director }, { entries, left, watchedMs }) {
    const seconds = (watchedMs / 1000).toFixed(1);
    if (entries.length - left.length >= SEVERAL) return undefined;
    return {
      en: `${director} still has ${left.length} of ${entries.length} half-open entries after ${seconds} s, expected it to drop some every second`,
      zh: `${seconds} 秒之后，${director} 上 ${entries.length} 条半开连接的记录还剩 ${left.length} 条，应当每秒丢弃一部分`,
    };
  },
  'synack-state'({ director }, { entries }) {
    const other = entries.find(({ state }) => state !== SYNACK);
    if (entries.length > 0 && !other) return undefined;
    return {
      en: `a half-open entry of ${director} is in state ${other?.state ?? '(none)'}, with secure_tcp it is in ${SYNACK}`,
      zh: `${director} 上半开连接的状态是 ${other?.state ?? '（没有记录）'}，启用 secure_tcp 后应为 ${SYNACK}`,
    };
  },
};

/** The defences, by what they do. The kernel turns 1 to 2 and back by itself, by how much memory it has. */
const DEFENCES: Partial<Record<Parameters['effect'], string>> = {
  'packets-dropped': 'drop_packet',
  'entries-dropped': 'drop_entry',
  'synack-state': 'secure_tcp',
};

/** Why a defence does nothing, where the kernel says that it is not in force. */
function withSwitch(missing: Text, snapshot: Snapshot, { director, effect }: Parameters): Text {
  const name = DEFENCES[effect];
  const value = nodeSeen(snapshot, director).sysctls[`net.ipv4.vs.${name}`];
  if (value === '0') {
    return {
      en: `${missing.en}; ${name} is 0 on ${director}: never`,
      zh: `${missing.zh}；${director} 上 ${name} 是 0：从不`,
    };
  }
  if (value !== '1') return missing;
  return {
    en: `${missing.en}; ${name} is 1 on ${director}: only while memory is short`,
    zh: `${missing.zh}；${director} 上 ${name} 是 1：只在内存不足时`,
  };
}

/** How many entries are in which state, with the time that the first of them has left. */
function states(entries: SynBurstSeen['entries']): string {
  const names = [...new Set(entries.map(({ state }) => state))];
  const lines = names.map((name) => {
    const mine = entries.filter(({ state }) => state === name);
    return `${mine.length} ${name} (${mine[0]?.expiresSeconds} s left)`;
  });
  return lines.join(', ') || 'none';
}

export const kind: CheckKind<Parameters, SynBurstSeen> = {
  observe: ({ from, director, service: { address, port }, count }, probes) =>
    probes.synBurst({ from, director, address, port }, count),
  judge(parameters, { snapshot, observed }) {
    const { director, service, effect } = parameters;
    const { sent, entries, left, watchedMs, counted } = observed;
    if (!counted) return noSuchService(snapshot, director, service);
    const evidence = [
      `${sent} SYN sent; entries in the table of ${director}: ${states(entries)}`,
      `after ${(watchedMs / 1000).toFixed(1)} s: ${states(left)}`,
      `counters: ${counted.connections} Conns, ${counted.packetsIn} InPkts, ${counted.packetsOut} OutPkts, ${counted.bytesIn} InBytes, ${counted.bytesOut} OutBytes`,
    ];
    const missing = EFFECTS[effect](parameters, observed, counted);
    const didNothing = effect !== 'packets-dropped' || sent - cameThrough(counted, observed) <= FEW;
    const reason = missing && didNothing ? withSwitch(missing, snapshot, parameters) : missing;
    return reason ? fail(reason, ...evidence) : pass(...evidence);
  },
};
