/** With tunnels: whether a real server asks for segments that still fit once they are wrapped up. */
import { coreOf, type Hop as Frame } from '../../models/journey.ts';
import { firstOf, type Broken, type Hop, type Sight } from '../hop.ts';
import type { Trail } from '../trail.ts';

/** Headers of IP and TCP without options. */
const HEADERS = 40;

// ICMP 192.168.0.240 unreachable - need to frag (mtu 1480)
const TOO_BIG = /need to frag \(mtu (\d+)\)/;
const MSS = /\bmss (\d+)/;

const offerOf = (answer: Frame | undefined): number => Number(answer && MSS.exec(coreOf(answer.packet).detail)?.[1]);

function judge({ way }: Sight, { back, errors }: Trail): Broken | undefined {
  const error = errors.find(({ isOurs, text }) => isOurs && TOO_BIG.test(text));
  const [answer] = back;
  const mss = offerOf(answer);
  const mtu = Number(TOO_BIG.exec(error?.text ?? '')?.[1]);
  const server = way.servers.find(({ node }) => node.name === answer?.from);
  if (!error || !server || mss + HEADERS <= mtu || Number.isNaN(mss)) return undefined;
  const { name } = server.node;
  const fits = mtu - HEADERS;
  return {
    node: name,
    seen: {
      en: `${name} asks for segments of ${mss} bytes, ${error.from} can pass on ${fits} through the tunnel, and ${way.client.name} does not heed its ICMP`,
      zh: `${name} 要求 ${mss} 字节的报文段，${error.from} 经隧道只能转发 ${fits} 字节，而 ${way.client.name} 没有理会它的 ICMP`,
    },
    expected: { en: `${name} announces an MSS of at most ${fits}`, zh: `${name} 通告的 MSS 不超过 ${fits}` },
    evidence: [`${name} SYN-ACK mss ${mss}`, `${error.from}: ${error.text}`],
    hints: [
      {
        en: 'Small requests pass and large ones stall: how large may a packet be that gets wrapped up?',
        zh: '小的请求能通，大的停住：要封装的包最大能有多大？',
      },
      {
        en: `The MSS in the SYN-ACK of ${name}: tcpdump -nn 'tcp[tcpflags] & tcp-syn != 0'.`,
        zh: `${name} 的 SYN-ACK 里的 MSS：tcpdump -nn 'tcp[tcpflags] & tcp-syn != 0'。`,
      },
      {
        en: `ip route change default via ROUTER advmss ${fits} on ${name}`,
        zh: `在 ${name} 上 ip route change default via 网关 advmss ${fits}`,
      },
    ],
  };
}

export const tunnelMtu: Hop = (sight) => firstOf(sight.trails ?? [], (trail) => judge(sight, trail));
