/** Parses `ipvsadm -S -n`: the table as options that restore it. They do not include thresholds. */
import { endpointReader, type Endpoint, type Printed, type ReadEndpoint } from './endpoint.ts';
import type { Protocol, ServiceName } from './ipvsadm-rows.ts';
import type { Method, ServiceSettings } from './ipvsadm-services.ts';
import { readCount, splitLines, splitWords } from './lines.ts';
import { ParseError } from './parse-error.ts';

export interface SavedDestination extends Endpoint {
  method: Exclude<Method, 'local'>;
  weight: number;
  /** As `--tun-info` prints it: `ipip`, `gue:5555:-c`, `gre:+c`. */
  tunnel?: string;
}

export interface SavedService extends ServiceName, ServiceSettings {
  destinations: SavedDestination[];
}

/** Each option with its value, '' if it has none. */
type Options = ReadonlyMap<string, string>;

const WHAT = 'a line of ipvsadm -S';
const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['-t', 'tcp'],
  ['-u', 'udp'],
  ['--sctp-service', 'sctp'],
]);
const METHODS: ReadonlyMap<string, SavedDestination['method']> = new Map([
  ['-g', 'dr'],
  ['-m', 'nat'],
  ['-i', 'tun'],
]);
const CHECKSUMS: ReadonlyMap<string, string> = new Map([
  ['--tun-nocsum', '-c'],
  ['--tun-csum', '+c'],
  ['--tun-remcsum', 'r+c'],
]);
const SERVICE = [...PROTOCOLS.keys(), '-f'];
const TUNNEL = ['--tun-type', '--tun-port'];
const OF_SERVICE = { withWord: [...SERVICE, '-s', '-p', '-M', '--pe', '-b'], alone: ['-6', '-o'] };
const OF_DESTINATION = {
  withWord: [...SERVICE, '-r', '-w', ...TUNNEL],
  alone: ['-6', ...METHODS.keys(), ...CHECKSUMS.keys()],
};

/** undefined if an option is unknown, occurs twice or lacks its value. */
function readOptions(words: string[], { withWord, alone }: typeof OF_SERVICE): Options | undefined {
  const options = new Map<string, string>();
  for (let at = 0; at < words.length; at += 1) {
    const option = words[at] ?? '';
    const hasWord = withWord.includes(option);
    const word = hasWord ? words[(at += 1)] : '';
    if (word === undefined || (!hasWord && !alone.includes(option)) || options.has(option)) return undefined;
    options.set(option, word);
  }
  return options;
}

/** The only one of `known` that is among the options; undefined if there is none or more than one. */
function onlyOne<Value>(options: Options, known: ReadonlyMap<string, Value>): [string, Value] | undefined {
  const found = [...known].filter(([option]) => options.has(option));
  return found.length === 1 ? found[0] : undefined;
}

function readName(options: Options, read: ReadEndpoint): ServiceName | undefined {
  const [option, protocol] = onlyOne(options, PROTOCOLS) ?? [];
  const mark = readCount(options.get('-f'));
  if (mark !== undefined && SERVICE.filter((one) => options.has(one)).length === 1)
    return { protocol: 'fwm', address: '', port: 0, mark, ...(options.has('-6') && { family: 'inet6' }) };
  const endpoint = read(options.get(option ?? ''));
  return protocol && endpoint && !options.has('-f') && !options.has('-6') ? { protocol, ...endpoint } : undefined;
}

// -A -t 192.168.0.224:443 -s sh -p 360 -M 255.255.255.0 -b sh-fallback,sh-port
// -A -u 192.168.0.224:5060 -s rr -p 60 --pe sip
// -A -f 2 -6 -s rr -o
function readService(words: string[], read: ReadEndpoint): SavedService | undefined {
  const options = readOptions(words, OF_SERVICE);
  const name = options && readName(options, read);
  const scheduler = options?.get('-s');
  const seconds = options?.get('-p');
  if (!name || scheduler === undefined || (seconds !== undefined && readCount(seconds) === undefined)) return undefined;
  const engine = options?.get('--pe');
  const isOnePacket = options?.has('-o') ?? false;
  return {
    ...name,
    scheduler,
    flags: [...(options?.get('-b')?.split(',') ?? []), ...(isOnePacket ? ['ops'] : [])],
    onePacket: isOnePacket,
    persistenceSeconds: readCount(seconds),
    persistenceMask: options?.get('-M'),
    ...(engine !== undefined && { persistenceEngine: engine }),
    destinations: [],
  };
}

/** undefined if the options contradict each other. */
function readTunnel(options: Options): string | undefined {
  const type = options.get('--tun-type');
  const port = options.get('--tun-port');
  const [, checksum] = onlyOne(options, CHECKSUMS) ?? [];
  if (type === 'ipip') return port === undefined && checksum === undefined ? type : undefined;
  if (type === 'gue') return readCount(port) !== undefined && checksum ? `${type}:${port}:${checksum}` : undefined;
  return type === 'gre' && port === undefined && checksum ? `${type}:${checksum}` : undefined;
}

// -a -t 192.168.0.224:443 -r 192.168.0.221:443 -i -w 1 --tun-type gue --tun-port 5555 --tun-nocsum
function readDestination(options: Options, read: ReadEndpoint): SavedDestination | undefined {
  const endpoint = read(options.get('-r'));
  const [, method] = onlyOne(options, METHODS) ?? [];
  const weight = readCount(options.get('-w'));
  if (!endpoint || !method || weight === undefined) return undefined;
  const isTunnel = [...TUNNEL, ...CHECKSUMS.keys()].some((option) => options.has(option));
  const tunnel = readTunnel(options);
  if (isTunnel && (method !== 'tun' || tunnel === undefined)) return undefined;
  return { ...endpoint, method, weight, ...(tunnel !== undefined && { tunnel }) };
}

const isSame = (a: ServiceName, b: ServiceName): boolean =>
  a.protocol === b.protocol &&
  a.address === b.address &&
  a.port === b.port &&
  a.portName === b.portName &&
  a.mark === b.mark &&
  a.family === b.family;

/** Adds the line to `services`; false if it is not valid there. */
function addLine(services: SavedService[], [command, ...words]: string[], read: ReadEndpoint): boolean {
  if (command === '-A') {
    const service = readService(words, read);
    if (service) services.push(service);
    return service !== undefined;
  }
  const options = command === '-a' ? readOptions(words, OF_DESTINATION) : undefined;
  const name = options && readName(options, read);
  const destination = options && readDestination(options, read);
  const service = services.at(-1);
  if (!name || !destination || !service || !isSame(service, name)) return false;
  service.destinations.push(destination);
  return true;
}

/** @throws ParseError */
export function parseSaved(text: string, printed?: Printed): SavedService[] {
  const services: SavedService[] = [];
  const read = endpointReader(printed);
  for (const { number, text: line } of splitLines(text)) {
    if (!addLine(services, splitWords(line), read)) throw new ParseError(WHAT, number, line);
  }
  return services;
}
