/** The client's route to what it asks for. */
import type { Hop } from '../hop.ts';
import { wrongRoute } from '../routing.ts';

export const clientRoute: Hop = (sight) => {
  const { client, request } = sight.way;
  const wrong = wrongRoute(sight, client, request.address);
  if (!wrong) return undefined;
  const { name, gateway } = client;
  return {
    ...wrong,
    node: name,
    hints: [
      {
        en: `Which way does ${name} send what it addresses to ${request.address}?`,
        zh: `${name} 发往 ${request.address} 的包走哪条路？`,
      },
      { en: `The routes of ${name}: the longest prefix wins.`, zh: `看 ${name} 的路由表：前缀最长的路由优先。` },
      {
        en: `ip route get ${request.address}; the lab's router is ${gateway ?? '(none)'}.`,
        zh: `ip route get ${request.address}；实验给它的默认网关是 ${gateway ?? '（无）'}。`,
      },
    ],
  };
};
