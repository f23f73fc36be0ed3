/** What the page shows of an instance, as the server sends it. Texts that a node printed are plain text, never markup. */
import { z } from 'zod';

const words = z.object({ zh: z.string(), en: z.string() });

const role = z.enum(['director', 'real-server', 'client', 'gateway']);

/** Whether a machine answers ARP requests for an address: by the kernel's own rules, from what is set on the machine now. */
const arpView = z.object({
  answers: z.boolean(),
  /** arp_ignore that is in force: the larger one of `all` and the interface. */
  ignore: z.int(),
  why: words,
});

const addressView = z.object({
  address: z.string(),
  prefix: z.int(),
  device: z.string(),
  /** eth0:0 */
  label: z.string(),
});

const extraAddress = addressView.extend({
  /** Whether it is a VIP of the lab. */
  isVip: z.boolean(),
  /** null: no network of the machine has the address. */
  arp: arpView.nullable(),
});

const interfaceView = z.object({
  name: z.string(),
  network: z.string(),
  /** undefined: the interface is missing. */
  mac: z.string().optional(),
  isUp: z.boolean(),
  /** The address that the lab gave it; isThere: it is still there. */
  address: z.string(),
  prefix: z.int(),
  isThere: z.boolean(),
});

const destinationView = z.object({
  /** 192.168.0.223:80 */
  endpoint: z.string(),
  /** The machine that has this address. */
  node: z.string().optional(),
  method: z.enum(['dr', 'nat', 'tun', 'local']),
  weight: z.int(),
  active: z.int(),
  inactive: z.int(),
  /** Since the service was added. */
  connections: z.int(),
  packets: z.int(),
  bytes: z.int(),
});

const serviceView = z.object({
  /** TCP 192.168.0.240:80 */
  name: z.string(),
  scheduler: z.string(),
  flags: z.array(z.string()),
  persistenceSeconds: z.int().optional(),
  connections: z.int(),
  destinations: z.array(destinationView),
});

const natView = z.object({
  /** DNAT 192.168.200.100:80 → 192.168.0.240 */
  summary: z.string(),
  /** As iptables-save prints it. */
  rule: z.string(),
  packets: z.int(),
});

const vrrpView = z.object({
  name: z.string(),
  state: z.string(),
  priority: z.int(),
  effectivePriority: z.int(),
  virtualRouterId: z.int(),
});

const arpEntry = z.object({
  address: z.string(),
  /** undefined: asked for, and nobody has answered. */
  mac: z.string().optional(),
  /** The machine whose interface has this MAC. */
  node: z.string().optional(),
  /** REACHABLE, STALE …; none: it has no entry. */
  state: z.string(),
});

export const machineView = z.object({
  name: z.string(),
  role,
  kernel: z.enum(['host', 'own']),
  /** cut-off: it runs and is not on all of its networks. */
  state: z.enum(['running', 'paused', 'off', 'missing', 'cut-off']),
  /** Whether what follows has been seen; false: the observer has not told anything yet, or the machine does not run. */
  isSeen: z.boolean(),
  interfaces: z.array(interfaceView),
  /** IPv4 addresses that the lab did not give it. */
  extras: z.array(extraAddress),
  gateways: z.array(z.string()),
  forwarding: z.boolean(),
  /** undefined: ip_vs is not loaded. */
  ipvs: z.object({ services: z.array(serviceView) }).optional(),
  nat: z.array(natView),
  /** Rules of the packet filter that drop or reject. */
  drops: z.int(),
  keepalived: z.object({ isRunning: z.boolean(), instances: z.array(vrrpView) }).optional(),
  /** Its ARP entries for VIPs of the lab; of a client also those that it lacks, on its own networks. */
  arp: z.array(arpEntry),
});
export type MachineView = z.output<typeof machineView>;

export const checkView = z.object({
  id: z.string(),
  title: words,
  maxPoints: z.int(),
  /** unknown: it needs traffic, and none was sent yet. blocked: one that it needs does not pass. */
  outcome: z.enum(['passed', 'failed', 'blocked', 'unknown']),
  /** Judged all the time, because it needs no traffic. */
  isLive: z.boolean(),
  reason: words.optional(),
  /** One after another, from a question to the command. */
  hints: z.array(words),
  note: words.optional(),
  evidence: z.array(z.string()),
  /** When it was judged, in milliseconds since 1970; not of those that are judged all the time. */
  at: z.number().optional(),
});
export type CheckView = z.output<typeof checkView>;

/** The first broken hop of a request that failed. */
export const causeView = z.object({
  check: z.string(),
  node: z.string(),
  hop: words,
  request: z.string(),
  seen: words,
  expected: words,
  beside: z.array(words),
});
export type CauseView = z.output<typeof causeView>;

export const stepView = z.object({
  id: z.string(),
  title: words,
  by: z.enum(['lab', 'student']),
  state: z.enum(['done', 'open', 'unseen', 'unchecked']),
  checks: z.array(z.string()),
});
export type StepView = z.output<typeof stepView>;

/** A piece of text within a paragraph. */
const inline = z.object({
  text: z.string(),
  style: z.enum(['plain', 'code', 'strong', 'em', 'link']),
  /** Of a link: http or https. */
  href: z.string().optional(),
});
export type Inline = z.output<typeof inline>;

const command = z.object({ node: z.string(), text: z.string() });

/** Part of a guide. `lines` of a terminal block are what the guide shows, with its commands to be typed. */
export type Block =
  | { kind: 'heading'; level: number; content: Inline[] }
  | { kind: 'paragraph'; content: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Block[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'code'; text: string }
  | { kind: 'terminal'; lines: { text: string; command?: { node: string; text: string } | undefined }[] }
  | { kind: 'question'; question: Inline[]; answer: Block[] };

const line = z.object({ text: z.string(), command: command.optional() });

export const block: z.ZodType<Block> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('heading'), level: z.int(), content: z.array(inline) }),
    z.object({ kind: z.literal('paragraph'), content: z.array(inline) }),
    z.object({ kind: z.literal('list'), ordered: z.boolean(), items: z.array(z.array(block)) }),
    z.object({ kind: z.literal('table'), head: z.array(z.array(inline)), rows: z.array(z.array(z.array(inline))) }),
    z.object({ kind: z.literal('code'), text: z.string() }),
    z.object({ kind: z.literal('terminal'), lines: z.array(line) }),
    z.object({ kind: z.literal('question'), question: z.array(inline), answer: z.array(block) }),
  ]),
);

/** A section of the guide: of a step, or before the first or after the last one. */
export const section = z.object({
  /** Id of the step; null: introduction or summary. */
  step: z.string().nullable(),
  title: z.string(),
  blocks: z.array(block),
});
export type Section = z.output<typeof section>;

export const labView = z.object({
  id: z.string(),
  instance: z.string(),
  title: words,
  networks: z.array(z.object({ name: z.string(), subnet: z.string() })),
  nodes: z.array(z.object({ name: z.string(), role, networks: z.array(z.string()), addresses: z.array(z.string()) })),
  vips: z.array(z.string()),
});
export type LabView = z.output<typeof labView>;

export const terminalView = z.object({
  id: z.string(),
  node: z.string(),
  /** Of its node, from 1. */
  number: z.int(),
  /** When its shell ended: its exit status. */
  exitCode: z.int().optional(),
});
export type TerminalView = z.output<typeof terminalView>;
