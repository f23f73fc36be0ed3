import type { Words } from './words.ts';

const requests = (count: number): string => (count === 1 ? '1 request' : `${count} requests`);

export const en: Words = {
  seconds: (seconds) => `${seconds.toFixed(2)} s`,
  range: (min, max) => (min === max ? `${max.toFixed(2)} s` : `${min.toFixed(2)} to ${max.toFixed(2)} s`),
  broken: {
    stop: (node) => `keepalived on ${node} was stopped`,
    kill: (node) => `keepalived on ${node} was killed`,
    node: (node) => `${node} lost its power`,
    link: (node) => `The interface of ${node} was taken down`,
    cable: (node) => `The cable of ${node} was pulled`,
    pause: (node) => `${node} froze`,
  },
  mended: {
    stop: (node) => `keepalived on ${node} is started again`,
    kill: (node) => `keepalived on ${node} is started again`,
    node: (node) => `${node} is switched on again`,
    link: (node) => `The interface of ${node} is brought up`,
    cable: (node) => `The cable of ${node} is plugged in`,
    pause: (node) => `${node} goes on`,
  },
  title: {
    tookOver: (node) => `${node} took over`,
    nobody: 'nobody took over',
    unnoticed: 'clients noticed nothing',
    lost: (lost) => `${requests(lost)} lost`,
    outage: (time) => `no answer for ${time}`,
    endless: 'the answers did not come back',
  },
  /** `paceMs` is 0 when too few requests were recorded. */
  scene: (director, backup, vip, paceMs) =>
    `A client asks ${vip} for a page${paceMs > 0 ? ` every ${paceMs} ms` : ''}. ${director} has this address; ${backup} stands by and listens to the advertisements by which ${director} says that it is alive.`,
  lanes: { requests: 'requests', advertisements: 'advertisements', announcements: 'gratuitous ARP' },
  noRequests: 'no request was recorded',
  noAnswer: (time, lost) => `no answer: ${time} (${requests(lost)} lost)`,
  noAnswerFor: (time, lost) => `no answer for more than ${time} (${requests(lost)} lost)`,
  holds: (vip) => `has ${vip}`,
  holdsIt: 'has it',
  holdsSilently: 'has it still, but is silent',
  holdsItStill: 'silent',
  waits: (time) => `hears nothing: ${time}`,
  silent: 'never said that it has the address',
  farewell: 'farewell',
  predicted: (node, range) => `predicted: ${node} takes over after ${range}`,
  both: (time) => `two have the address: ${time}`,
  axis: (node) => `seconds since ${node} fell silent`,
  happened: 'What happened',
  legend: {
    answered: 'requests of the client that were answered',
    lost: 'requests without an answer',
    holds: 'this director says that it has the address',
    holdsSilently: 'it has the address still, but nobody hears from it',
    advertisement: 'VRRP advertisement: “I have the address, and I am alive”',
    farewell: 'advertisement of priority 0: “I stop, take over at once”',
    announcement: 'gratuitous ARP: “send what is for the address to me from now on”',
    predicted: 'when the timers of VRRP let the backup take over',
  },
  story: {
    headline: (deed, outcome) => `${deed}: ${outcome.join(', ')}`,
    sentences: (sentences) => sentences.join(' '),
    farewell: (director, backup, waited, vip, range) =>
      `${director} said farewell (an advertisement of priority 0), so ${backup} waited only ${waited} and announced itself as the new owner of ${vip}; the timers of VRRP predict ${range}.`,
    silence: (director, backup, { heard, zero }, vip, range) =>
      heard === undefined
        ? `${backup} heard nothing for ${zero} after ${director} fell silent, then announced itself as the new owner of ${vip}; the timers of VRRP allow ${range}.`
        : `${backup} heard no advertisement for ${heard}, then announced itself as the new owner of ${vip}. That was ${zero} after ${director} fell silent; the timers of VRRP allow ${range}.`,
    nobody: (backup, vip, range) =>
      `${backup} never announced itself as the owner of ${vip}, though its timers predict that it does after ${range}.`,
    unannounced: (backup) =>
      `${backup} sent no gratuitous ARP, so others on the network may have gone on sending to the old MAC.`,
    outage: (time, lost) => `The client got no answer for ${time} and lost ${requests(lost)}.`,
    endless: (time, lost, mended) =>
      `The client got no answer for more than ${time}, ${mended === undefined ? 'up to the end of the test' : `until ${mended} was mended`}, and lost ${requests(lost)}.`,
    unnoticed: (sent) => `The client noticed nothing: all ${requests(sent)} were answered.`,
    few: (lost, sent, time) =>
      `The client was never without an answer for longer than ${time}, and lost ${lost} of ${requests(sent)}.`,
    noRequests: 'No request of the client was recorded.',
    both: (time, keeper) =>
      `For ${time} two had the address at once (a split brain)${keeper === undefined ? '' : `, because ${keeper} kept it while nobody heard from it`}.`,
    back: (director, time) => `Once it was mended, ${director} took the address back at ${time}.`,
    backCost: (outage, lost) => {
      if (outage !== undefined) return `That cost another ${outage} without an answer.`;
      return lost === 0 ? 'That cost no request.' : `That cost ${requests(lost)}.`;
    },
    notBack: (director) => `${director} was mended, but was not heard to take the address back.`,
  },
};
