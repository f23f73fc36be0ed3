/** Random services and random connections: who gets each of them by the model, and by a real kernel. */
import { expect } from 'chai';
import { ruleOf, SCHEDULER_NAMES, type SchedulerName } from '../../src/models/schedulers.ts';
import { agrees, compare, type Placement, type WorkloadEvent } from '../../src/models/workload.ts';
import type { Server } from '../../src/models/scheduler-rule.ts';
import { parsePorts, WORKLOAD_SCRIPT } from '../../src/probes/workload-script.ts';
import { parseConnections } from '../../src/parsers/ipvsadm-connections.ts';
import { labFine } from '../helpers/lab.ts';
import { randomOf, type Random } from '../helpers/random.ts';

const INSTANCE = 'e2e-random';
/** A script by standard input: one for hundreds of services is too long for a command. */
const on = (node: string, script: string) =>
  labFine(['exec', 'schedulers', node, '--as', INSTANCE, '--', 'bash', '-es'], { input: script });

/** For each scheduler; `npm run test:schedulers` takes 500. */
const CASES = Number(process.env['SCHEDULER_CASES'] ?? 12);
const SEED = Number(process.env['SCHEDULER_SEED'] ?? 1);
/**
 * Cases of each scheduler that are in the kernel together, each a service of its own. It forgets a connection ten seconds after
 * a reset closed it: a slow machine must have read them by then.
 */
const BATCH = 4;
const OPENS = 24;
/** What a kernel still remembers, and what its servers never took, piles up: each hundred or so has fresh ones. */
const FRESH_EVERY = 30 * BATCH;
const FIRST_PORT = 10_000;

/**
 * A connection whose handshake the director saw no end of, because that packet got lost. The reset that closes it changes nothing:
 * of this state the kernel takes none (sSR in tcp_states_input_only of ip_vs_proto_tcp.c), and counts it as active for a minute.
 */
const HALF_SEEN = 'SYN_RECV';

const SERVERS = [223, 224, 225, 213, 214, 215].map((host) => `192.168.0.${host}`);
const SOURCES = Array.from({ length: 12 }, (_, index) => `192.168.0.${20 + index * 7}`);
const VIPS = ['192.168.0.241', '192.168.0.242', '192.168.0.243', '192.168.0.244'];
/** These look at the destination: their services are of a firewall mark and have several. */
const BY_DESTINATION: SchedulerName[] = ['dh', 'lblc', 'lblcr'];
/** What drops connections is left to the unit tests: a client would wait for each of them. */
const LEAST_WEIGHT: Partial<Record<SchedulerName, number>> = { dh: 1, sh: 1, ovf: OPENS };

interface Case {
  name: SchedulerName;
  port: number;
  /** 0: a TCP service. */
  mark: number;
  vips: string[];
  /** In the kernel's order. */
  servers: Server[];
  events: WorkloadEvent[];
}

/** Connections that come and go. */
function eventsOf(random: Random, vips: string[]): WorkloadEvent[] {
  const events: WorkloadEvent[] = [];
  const held: number[] = [];
  const oneEndsIn = 2 + random(5);
  for (let opened = 0; opened < OPENS;) {
    if (held.length > 0 && random(oneEndsIn) === 0) {
      const [close = 0] = held.splice(random(held.length), 1);
      events.push({ close });
    } else {
      const [source = '', destination = ''] = [SOURCES[random(SOURCES.length)], vips[random(vips.length)]];
      events.push({ open: { source, destination } });
      held.push(opened);
      opened += 1;
    }
  }
  return events;
}

function serversOf(random: Random, least: number): Server[] {
  const most = least + 1 + random(8);
  const shuffled = SERVERS.map((address) => ({ address, at: random(1000) })).toSorted((a, b) => a.at - b.at);
  const chosen = shuffled.slice(0, 2 + random(SERVERS.length - 1));
  const heaviest = random(chosen.length);
  return chosen.map(({ address }, index) => {
    const weight = index === heaviest ? most : least + random(most - least + 1);
    return { address, weight, active: 0, inactive: 0 };
  });
}

function caseOf(random: Random, name: SchedulerName, index: number): Case {
  const number = SCHEDULER_NAMES.indexOf(name);
  const isMarked = BY_DESTINATION.includes(name);
  const vips = isMarked ? VIPS : [`192.168.0.${231 + number}`];
  return {
    name,
    port: FIRST_PORT + index * SCHEDULER_NAMES.length + number,
    mark: isMarked ? 1 + index * SCHEDULER_NAMES.length + number : 0,
    vips,
    servers: serversOf(random, LEAST_WEIGHT[name] ?? 0),
    events: eventsOf(random, vips),
  };
}

/** What `ipvsadm -R` reads. The server that is added last comes first. */
function serviceLines({ name, port, mark, vips, servers }: Case): string[] {
  const service = mark > 0 ? `-f ${mark}` : `-t ${vips[0]}:${port}`;
  const added = servers.toReversed();
  return [
    `-A ${service} -s ${name}`,
    ...added.map(({ address, weight }) => `-a ${service} -r ${address}${mark > 0 ? '' : `:${port}`} -g -w ${weight}`),
  ];
}

async function setUp(cases: Case[]): Promise<void> {
  const marks = cases
    .filter(({ mark }) => mark > 0)
    .map(({ port, mark }) => `-A PREROUTING -p tcp --dport ${port} -j MARK --set-mark ${mark}`);
  const script = [
    'ipvsadm -C',
    "ipvsadm -R <<'END'",
    ...cases.flatMap(serviceLines),
    'END',
    'iptables-legacy -t mangle -F',
    "iptables-legacy-restore --noflush <<'END'",
    '*mangle',
    ...marks,
    'COMMIT',
    'END',
  ];
  await on('lvs01', script.join('\n'));
}

/** One word for each event, numbered through all cases. */
function workOf(cases: Case[], targets: string[]): string {
  let first = 0;
  return cases
    .map(({ port, events }) => {
      const words = events.map((event) => {
        if ('close' in event) return `x${first + event.close + 1}`;
        const { source, destination } = event.open;
        return `${SOURCES.indexOf(source) + 1}>${targets.indexOf(`${destination}:${port}`) + 1}`;
      });
      first += OPENS;
      return [...words, '.'].join(' ');
    })
    .join(' ');
}

/** For each case, the kernel's choice for each connection beside the rule's. */
async function play(cases: Case[]): Promise<Placement[][]> {
  await setUp(cases);
  const targets = cases.flatMap(({ port, vips }) => vips.map((vip) => `${vip}:${port}`));
  const words = ['eth0', SOURCES.join(','), targets.join(','), workOf(cases, targets)].map((word) => `'${word}'`);
  const script = `workload=$(cat <<'END'\n${WORKLOAD_SCRIPT}\nEND\n)\nsh -c "$workload" sh ${words.join(' ')}`;
  const ports = parsePorts(await on('client', script), cases.length * OPENS);
  // While entries of the batch before expire, the kernel leaves some out when it prints them.
  const tables = [
    await on('lvs01', 'ipvsadm -Lnc'),
    await on('lvs01', 'ipvsadm -Lnc'),
    await on('lvs01', 'ipvsadm -Lnc'),
  ];
  const seen = new Map(
    tables
      .flatMap((text) => parseConnections(text))
      .map((entry) => {
        const { client, virtual } = entry;
        return [`${client.address}:${client.port}>${virtual.address}:${virtual.port}`, entry];
      }),
  );
  return cases.map(({ name, port, servers: table, events }, number) => {
    const opened = events.flatMap((event) => ('open' in event ? [event.open] : []));
    const entries = opened.map(({ source, destination }, index) =>
      seen.get(`${source}:${ports.ports[number * OPENS + index]}>${destination}:${port}`),
    );
    const counted = events.filter((event) => !('close' in event && entries[event.close]?.state === HALF_SEEN));
    const chosen = entries.map((entry) => entry?.destination.address);
    const rule = ruleOf(name);
    return compare(rule, [rule.start(table)], table, counted, chosen);
  });
}

/** Takes connections at the ports of all cases, and never looks at them. */
const LISTENER = `use Socket; my @all;
for my $port (${FIRST_PORT} .. ${FIRST_PORT + CASES * SCHEDULER_NAMES.length}) {
  socket my $socket, PF_INET, SOCK_STREAM, 0 or die $!;
  bind $socket, pack_sockaddr_in($port, INADDR_ANY) or die $!;
  listen $socket, ${OPENS * 4}; push @all, $socket }
sleep`;

/** Two addresses each: six real servers. */
const prepareServer = (node: string, extra: string | undefined): Promise<string> =>
  on(node, `ip address add ${extra}/24 dev eth0; nohup perl -e '${LISTENER}' </dev/null >/dev/null 2>&1 &`);

describe('the model of the schedulers against a kernel', () => {
  const played = new Map<SchedulerName, Placement[][]>();

  before(async function () {
    this.timeout(60_000 + CASES * 4000);
    const random = randomOf(SEED);
    for (let first = 0; first < CASES; first += BATCH) {
      if (first % FRESH_EVERY === 0) {
        await labFine([first === 0 ? 'start' : 'reset', 'schedulers', '--as', INSTANCE]);
        await Promise.all(['web01', 'web02', 'web03'].map((node, index) => prepareServer(node, SERVERS[index + 3])));
      }
      const indexes = Array.from({ length: Math.min(BATCH, CASES - first) }, (_, index) => first + index);
      const cases = SCHEDULER_NAMES.flatMap((name) => indexes.map((index) => caseOf(random, name, index)));
      for (const [index, placements] of (await play(cases)).entries()) {
        const { name } = cases[index] as Case;
        played.set(name, [...(played.get(name) ?? []), placements]);
      }
    }
  });
  after(() => labFine(['stop', 'schedulers', '--as', INSTANCE]));

  for (const name of SCHEDULER_NAMES) {
    it(`${name} chooses as predicted in ${CASES} random cases of ${OPENS} connections`, () => {
      const cases = played.get(name) ?? [];
      expect(cases.length).to.equal(CASES);
      expect(cases.flat().every(({ chosen }) => chosen !== undefined)).to.equal(true);
      expect(cases.filter((placements) => !placements.every(agrees)).slice(0, 3)).to.deep.equal([]);
    });
  }
});
