import type { Words } from './words.ts';

const requests = (count: number): string => (count === 1 ? '1 request' : `${count} requests`);

export const en: Words = {
  seconds: (seconds) => `${seconds.toFixed(2)} s`,
  range: (min, max) => (min === max ? `${max.toFixed(2)} s` : `${min.toFixed(2)} to ${max.toFixed(2)} s`),
  broken: {
    stop: (node) => `keepalived on ${node} was stopped`,
    kill: (node) => `keepalived on ${node} was killed`,
    node: (node) => `${node} lost power`,
    link: (node) => `The interface of ${node} was taken down`,
    cable: (node) => `The cable of ${node} was disconnected`,
    pause: (node) => `${node} froze`,
  },
  mended: {
    stop: (node) => `keepalived on ${node} is started again`,
    kill: (node) => `keepalived on ${node} is started again`,
    node: (node) => `${node} is powered on again`,
    link: (node) => `The interface of ${node} is brought up`,
    cable: (node) => `The cable of ${node} is reconnected`,
    pause: (node) => `${node} resumes`,
  },
  title: {
    tookOver: (node) => `${node} took over`,
    nobody: 'no director took over',
    unnoticed: 'clients were not affected',
    lost: (lost) => `${requests(lost)} lost`,
    outage: (time) => `no answer for ${time}`,
    endless: 'clients got no answers any more',
  },
  /** `paceMs` is 0 when too few requests were recorded. */
  scene: (director, backup, vip, paceMs) =>
    `A client requests a page from ${vip}${paceMs > 0 ? ` every ${paceMs} ms` : ''}. ${director} is the MASTER and has this address; ${backup} is the BACKUP and listens to the advertisements of ${director}.`,
  lanes: { requests: 'requests', advertisements: 'advertisements', announcements: 'gratuitous ARP' },
  noRequests: 'no request was recorded',
  noAnswer: (time, lost) => `no answer: ${time} (${requests(lost)} lost)`,
  noAnswerFor: (time, lost) => `no answer for more than ${time} (${requests(lost)} lost)`,
  holds: (vip) => `has ${vip}`,
  holdsIt: 'has it',
  holdsSilently: 'still has it, not announced',
  holdsItStill: 'has it',
  waits: (time) => `waits ${time}`,
  silent: 'never announced the address',
  farewell: 'priority 0',
  predicted: (node, range) => `predicted: ${node} takes over after ${range}`,
  both: (time) => `split brain: ${time}`,
  axis: (node) => `seconds since the failure of ${node}`,
  happened: 'What happened',
  legend: {
    answered: 'requests of the client that were answered',
    lost: 'requests without an answer',
    holds: 'the director announces that it has the address',
    holdsSilently: 'still has the address, without announcing it',
    advertisement: 'VRRP advertisement of the MASTER',
    farewell: 'priority-0 advertisement: the director releases the address',
    announcement: 'gratuitous ARP: the address now belongs to this MAC address',
    predicted: 'when the VRRP timers let the backup take over',
  },
  story: {
    headline: (deed, outcome) => `${deed}: ${outcome.join(', ')}`,
    sentences: (sentences) => sentences.join(' '),
    farewell: (director, backup, waited, vip, range) =>
      `${director} released ${vip} (priority-0 advertisement), so ${backup} waited only ${waited} before it took over; the VRRP timers predict ${range}.`,
    silence: (director, backup, { heard, zero }, vip, range) =>
      heard === undefined
        ? `${backup} received no advertisement for ${zero} after the failure of ${director}, then took over ${vip}; the VRRP timers allow ${range}.`
        : `${backup} received no advertisement for ${heard}, then took over ${vip}. That was ${zero} after the failure of ${director}; the VRRP timers allow ${range}.`,
    nobody: (backup, vip, range) =>
      `${backup} never took over ${vip}, although its timers predict that it does so after ${range}.`,
    unannounced: (backup) =>
      `${backup} sent no gratuitous ARP, so other machines on the network may have continued to send to the old MAC address.`,
    outage: (time, lost) => `The client got no answer for ${time} and lost ${requests(lost)}.`,
    endless: (time, lost, mended) =>
      `The client got no answer for more than ${time}, ${mended === undefined ? 'up to the end of the test' : `until ${mended} was repaired`}, and lost ${requests(lost)}.`,
    unnoticed: (sent) => `The client was not affected: all ${requests(sent)} were answered.`,
    few: (lost, sent, time) =>
      `The client was never without an answer for longer than ${time}, and lost ${lost} of ${requests(sent)}.`,
    noRequests: 'No request of the client was recorded.',
    both: (time, keeper) =>
      `For ${time} two directors had the address at the same time (split brain)${keeper === undefined ? '' : `, because ${keeper} kept it although its advertisements were no longer received`}.`,
    back: (director, time) => `After the repair, ${director} took the address back at ${time}.`,
    backCost: (outage, lost) => {
      if (outage !== undefined) return `That caused another ${outage} without an answer.`;
      return lost === 0
        ? 'No request was lost in the process.'
        : `${requests(lost)} ${lost === 1 ? 'was' : 'were'} lost in the process.`;
    },
    notBack: (director) => `After the repair, ${director} did not announce that it had taken the address back.`,
  },
};
