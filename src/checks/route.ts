import { hostsAcross, parseSubnet } from '../util/address.ts';
import type { Text } from '../lab/primitives.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import type { RouteAnswer } from '../probes/results.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'route'>;

/** As many as a /24 has: of a larger subnet so many addresses, evenly. */
const MOST = 254;
const ANYWHERE = '0.0.0.0/0';
/** Addresses that no machine can have, and those of this machine itself, which no route leads to. */
const NOWHERE = /^(?:0|127|22[4-9]|2[34]\d|25[0-5])\./;

function addressesOf(destination: string): string[] {
  if (destination === 'default') return addressesOf(ANYWHERE).filter((one) => !NOWHERE.test(one));
  const parsed = parseSubnet(destination);
  return parsed ? hostsAcross(parsed, MOST) : [destination];
}

function way({ type, via, device }: RouteAnswer): Text {
  if (type === undefined) return { en: 'no way', zh: '没有路由' };
  if (type !== 'unicast') return { en: `its own (${type})`, zh: `自己 (${type})` };
  return via === undefined
    ? { en: `no router, on ${device}`, zh: `没有网关，从 ${device} 发出` }
    : { en: via, zh: via };
}

const isSame = (one: RouteAnswer, other: RouteAnswer): boolean =>
  one.type === other.type && one.via === other.via && one.device === other.device;

/** A line for all addresses in a row that go the same way. */
function describe({ node, source }: Parameters, snapshot: Snapshot, answers: RouteAnswer[]): string[] {
  const isHeld = nodeSeen(snapshot, node).addresses.some(({ address: held }) => held === source);
  const rows: [RouteAnswer, RouteAnswer][] = [];
  for (const answer of answers) {
    const row = rows.at(-1);
    if (row && isSame(row[0], answer)) row[1] = answer;
    else rows.push([answer, answer]);
  }
  return rows.map(([first, last]) => {
    const to = first === last ? first.address : `${first.address}-${last.address}`;
    const { en } = way(first);
    return `${node}${isHeld ? ` from ${source}` : ''} to ${to}: ${first.via === undefined ? en : `via ${en} dev ${first.device}`}`;
  });
}

export const kind: CheckKind<Parameters, RouteAnswer[]> = {
  observe: ({ node, source, destination }, probes) => probes.routes(node, source, addressesOf(destination)),
  judge(parameters, { snapshot, observed }) {
    const { node, via } = parameters;
    const evidence = describe(parameters, snapshot, observed);
    const wrong = observed.find((answer) =>
      via === null ? answer.type !== undefined : answer.type !== 'unicast' || answer.via !== via,
    );
    if (!wrong) return pass(...evidence);
    const seen = way(wrong);
    return fail(
      {
        en: `${node} sends packets to ${wrong.address} through ${seen.en}, expected ${via ?? 'no way'}`,
        zh: `${node} 发往 ${wrong.address} 的包经过 ${seen.zh}，应为 ${via ?? '没有路由'}`,
      },
      ...evidence,
    );
  },
};
