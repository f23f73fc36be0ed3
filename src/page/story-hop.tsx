/** The hop at hand: from where to where, the headers as cards, and what decided. */
import type { FieldView, HopView, LayerView, PacketView, StoryView } from '../contract/story.ts';
import { language, words } from './language.ts';
import { STORY_WORDS } from './story-words.ts';

function Field({ name, value, before }: FieldView) {
  const text = STORY_WORDS[language.value];
  return (
    <>
      <dt>{text.fields[name]}</dt>
      <dd class={before === undefined ? '' : 'changed'}>
        {before !== undefined && before !== '' && <del>{before}</del>}
        {before === undefined ? value : <ins>{value}</ins>}
      </dd>
    </>
  );
}

function Layer({ layer: { layer, isOuter, fields } }: { layer: LayerView }) {
  const text = STORY_WORDS[language.value];
  const isAdded = isOuter && fields.every(({ before }) => before === '');
  return (
    <section class={`layer ${isOuter ? 'outer' : ''}`}>
      <h4>
        {isOuter ? `${text.outer} ${layer}` : layer}
        {isAdded && <span class="added">{text.added}</span>}
      </h4>
      <dl>
        {fields.map((one) => (
          <Field key={one.name} {...(isAdded ? { name: one.name, value: one.value } : one)} />
        ))}
      </dl>
    </section>
  );
}

function Ends({ hop: { from, to, network } }: { hop: HopView }) {
  const text = STORY_WORDS[language.value];
  const receivers = to.map(({ node, device }) => `${node} ${device}`).join(', ');
  return (
    <p class="story-ends">
      <b>{from ? from.node : text.unknown}</b> {from?.device} →{' '}
      {to.length === 0 ? (
        <b class="nobody">{text.nobody}</b>
      ) : to.length > 1 ? (
        <b title={receivers}>
          {text.everybody} {network}
        </b>
      ) : (
        <>
          <b>{to[0]?.node}</b> {to[0]?.device}
        </>
      )}
    </p>
  );
}

function End({ story: { cause } }: { story: StoryView }) {
  const text = STORY_WORDS[language.value];
  const at = language.value;
  return (
    <div class="story-end" role="status">
      <strong>{cause ? `${words.value.failsAt} ${cause.node}: ${cause.hop[at]}` : text.endsHere}</strong>
      {cause && (
        <>
          <span>
            {words.value.actual}: {cause.seen[at]}
          </span>
          <span>
            {words.value.expected}: {cause.expected[at]}
          </span>
        </>
      )}
    </div>
  );
}

interface StoryHopProps {
  story: StoryView;
  packet: PacketView;
  hop: HopView;
  /** The last hop of a request without an answer. */
  isEnd: boolean;
}

export function StoryHop({ story, packet, hop, isEnd }: StoryHopProps) {
  const text = STORY_WORDS[language.value];
  return (
    <div class="story-hop" aria-live="polite">
      <h3>
        {text.kinds[packet.kind] ?? packet.kind}
        {packet.payload !== undefined && <small>{` ${packet.payload} ${text.bytes}`}</small>}
        {packet.isSentAgain && <small class="again">{text.sentAgain}</small>}
      </h3>
      <Ends hop={hop} />
      {isEnd && <End story={story} />}
      <div class="layers">
        {hop.layers.map((layer, index) => (
          <Layer key={`${index} ${layer.layer}`} layer={layer} />
        ))}
      </div>
      {hop.why.length > 0 && (
        <section class="why">
          <h4>{text.whyHere}</h4>
          {hop.why.map(({ node, kind, text: line }) => (
            <p key={`${kind} ${node}`}>
              <span class="why-what">
                {node} · {text.sends[kind]}
              </span>
              <code>{line}</code>
            </p>
          ))}
        </section>
      )}
    </div>
  );
}
