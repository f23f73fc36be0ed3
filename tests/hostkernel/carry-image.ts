/** Takes an image from one engine to another, as `docker save | docker load` does. */
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';

/** How node:http is told of an engine. @param host as DOCKER_HOST writes it */
function toEngine(host: string): RequestOptions {
  const { protocol, pathname, hostname, port } = new URL(host);
  return protocol === 'unix:' ? { socketPath: pathname } : { hostname, port };
}

async function fine(response: IncomingMessage): Promise<IncomingMessage> {
  if (response.statusCode === 200) return response;
  throw new Error(`the engine answered ${response.statusCode}: ${await text(response)}`);
}

const responseOf = (asked: ReturnType<typeof request>): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => void asked.once('response', resolve).once('error', reject)).then((response) =>
    fine(response as IncomingMessage),
  );

export async function carryImage(tag: string, from: string, to: string): Promise<void> {
  const get = request({ ...toEngine(from), path: `/images/${encodeURIComponent(tag)}/get` });
  get.end();
  const image = await responseOf(get);
  const post = request({ ...toEngine(to), path: '/images/load?quiet=1', method: 'POST' });
  post.setHeader('content-type', 'application/x-tar');
  const [loaded] = await Promise.all([responseOf(post), pipeline(image, post)]);
  // Read to the end, it is loaded; what failed meanwhile stands in the text.
  const said = await text(loaded);
  if (/"error"/.test(said)) throw new Error(`the image was not taken: ${said}`);
}
