/** From verdicts to the first broken hop. The only traffic is what no check has sent already. */
import { hasPage, type HttpResult } from '../probes/http-result.ts';
import { askPages } from '../checks/http.ts';
import { kindOf } from '../checks/kinds.ts';
import type { Check } from '../lab/checks/kinds.ts';
import type { Request } from '../lab/checks/common.ts';
import type { Verdict } from '../checks/verdict.ts';
import { observeWire } from '../checks/wire.ts';
import type { Lab } from '../lab/lab.ts';
import type { Probes, WireResult } from '../probes/probes.ts';
import type { Snapshot } from '../probes/snapshot.ts';
import type { Cause } from './cause.ts';
import type { Sight } from './hop.ts';
import { pageAsker, pageUrl } from './hops/server-page.ts';
import { askerOf, ownersOf } from './hops/vip-owner.ts';
import { HOP_NAMES, type HopName } from '../lab/hop-names.ts';
import { LAST_HOPS } from './hops.ts';
import { rememberedOf } from './hops/remembered.ts';
import { questionsFor } from './questions.ts';
import { trailsOf } from './trail.ts';
import { walk, type BrokenHop } from './walk.ts';
import { wayOf, type Way } from './way.ts';

/** As many as make it likely that each real server is asked. */
const FOLLOWED_SOURCES = 4;

export interface CauseInput {
  lab: Lab;
  snapshot: Snapshot;
  probes: Probes;
  verdicts: Verdict[];
}

interface Effect {
  check: Check;
  verdict: Verdict;
  request: Request;
}

/** Those that score come first; what a service is like is asked last, since requests may be fine whatever it is like. */
const rankOf = ({ kind, points }: Check): number => (kind === 'ipvs-service' ? 2 : points === 0 ? 1 : 0);

/** The effects that are missing, in the order of the lab. */
function missingEffects({ lab, verdicts }: CauseInput): Effect[] {
  const effects = verdicts.flatMap((verdict) => {
    const check = lab.checks.find(({ id }) => id === verdict.id);
    const requests = verdict.passed === true ? [] : ((check && kindOf(check).request?.(check)) ?? []);
    return check ? [requests].flat().map((request) => ({ check, verdict, request })) : [];
  });
  return effects.toSorted((a, b) => rankOf(a.check) - rankOf(b.check));
}

/** What was seen on the wire for a check that was judged: the probe is not sent again. */
async function wireOf({ check, verdict }: Effect, probes: Probes): Promise<WireResult | undefined> {
  return 'sources' in check && 'director' in check && 'url' in check && verdict.passed !== null
    ? observeWire(check, probes)
    : undefined;
}

/** The requests of a check for a page, as they were sent for it. */
async function requestsOf({ check, verdict }: Effect, probes: Probes): Promise<HttpResult[]> {
  return check.kind === 'http' && verdict.passed === false ? askPages(check, probes) : [];
}

/** What each server answers itself, where somebody on the way can ask it. */
async function pagesOf(lab: Lab, way: Way, probes: Probes): Promise<Record<string, HttpResult>> {
  if (way.request.protocol !== 'tcp') return {};
  const rows = await Promise.all(
    way.servers.map(async (server) => {
      const asker = pageAsker(lab, way, server);
      const [page] = asker ? await probes.http(asker.name, pageUrl(server), 1) : [];
      return [server.node.name, page] as const;
    }),
  );
  return Object.fromEntries(rows.flatMap(([name, page]) => (page ? [[name, page]] : [])));
}

/** The request once more, from new addresses too, and from nodes on its way what they saw of it. */
async function follow(sight: Sight, probes: Probes): Promise<Partial<Sight>> {
  const { way, snapshot, frames } = sight;
  const { protocol, ...asked } = way.request;
  if (protocol === 'arp') return {};
  const routes = questionsFor(sight);
  const followed = await probes.follow({ ...asked, sources: FOLLOWED_SOURCES, routes });
  const heard = Object.values(followed.nodes).flatMap((seen) => seen.frames);
  return { followed, trails: trailsOf(followed, snapshot, way), frames: [...(frames ?? []), ...heard] };
}

/** @param source the address that the request was sent from; the client's own when left out */
async function sightOf(
  request: Request,
  { lab, snapshot, probes }: Omit<CauseInput, 'verdicts'>,
  { source, frames }: { source?: string | undefined; frames?: Sight['frames'] } = {},
): Promise<Sight> {
  const way = wayOf(lab, request, source);
  const [arp, pages] = await Promise.all([
    ownersOf(way).length > 0 ? probes.arp(askerOf(way).name, way.target) : [],
    pagesOf(lab, way, probes),
  ]);
  const sight: Sight = { lab, snapshot, way, arp, pages, frames };
  return { ...sight, ...(await follow(sight, probes)) };
}

async function lookAt(effect: Effect, input: CauseInput): Promise<Sight> {
  const wire = await wireOf(effect, input.probes);
  const requests = wire?.requests ?? (await requestsOf(effect, input.probes));
  const failed = requests.find((one) => !hasPage(one)) ?? requests[0];
  return sightOf(effect.request, input, { source: failed?.source, frames: wire?.atClient });
}

const showRequest = ({ from, address, protocol, port }: Request): string =>
  protocol === 'tcp' ? `${from} -> ${address}:${port}` : `${from} -> ${address} (${protocol})`;

/** The first broken hop of a request that got no answer, of whatever check or of none. */
export async function causeOfRequest(
  request: Request,
  input: Omit<CauseInput, 'verdicts'>,
): Promise<BrokenHop | undefined> {
  const sight = await sightOf(request, input);
  return walk(sight, FIRST_HOPS) ?? walk(sight, LAST_HOPS);
}

const FIRST_HOPS = HOP_NAMES.filter((name) => !LAST_HOPS.includes(name));

/** Undefined when every effect is there, or when nothing that can be seen explains one that is not. */
export async function findCause(input: CauseInput): Promise<Cause | undefined> {
  const looked: { effect: Effect; sight: Sight }[] = [];
  const name = ({ effect, sight }: (typeof looked)[number], hops: readonly HopName[]): Cause | undefined => {
    const broken = walk(sight, hops);
    const beside = broken && broken.hop !== 'remembered' ? rememberedOf(sight) : [];
    return broken && { check: effect.check.id, request: showRequest(effect.request), ...broken, beside };
  };
  for (const effect of missingEffects(input)) {
    const one = { effect, sight: await lookAt(effect, input) };
    const cause = name(one, FIRST_HOPS);
    if (cause) return cause;
    looked.push(one);
  }
  for (const one of looked) {
    const cause = name(one, LAST_HOPS);
    if (cause) return cause;
  }
  return undefined;
}
