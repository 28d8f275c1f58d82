/** The one question that is being asked or has been answered. */
import type { Answer, Citation, Problem, Sentence, Stage } from './types';
import type { Asked } from './url';
import { ask, Failure } from './api';
import { fill, headline, t } from './strings';
import { fromSearch, toSearch } from './url';

const KEPT = 20;

class Session {
  phase = $state<'idle' | 'asking' | 'done' | 'failed'>('idle');
  stage = $state<Stage | null>(null);
  sentences = $state.raw<Sentence[]>([]);
  citations = $state.raw<Citation[]>([]);
  answer = $state.raw<Answer | null>(null);
  problem = $state.raw<Problem | null>(null);
  asked = $state.raw<Asked>({ question: '', date: '' });
  /** Said by screen readers. */
  announcement = $state('');

  #request: AbortController | null = null;
  /** Answers already given, so that going back asks nothing again. */
  #kept = new Map<string, Answer>();

  /** Did the service mask something in the question? */
  get redacted(): boolean {
    const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
    return this.answer !== null && plain(this.answer.question) !== plain(this.asked.question);
  }

  async ask(asked: Asked, history: 'push' | 'none' = 'push'): Promise<void> {
    this.#reset('asking');
    this.asked = asked;
    this.announcement = t.progress.label;
    const request = new AbortController();
    this.#request = request;
    try {
      const answer = await ask(asked.question, asked.date, this.#listener(), request.signal);
      if (this.#request !== request) return;
      this.#show(answer);
      this.#remember(asked, answer, history);
    } catch (cause) {
      if (this.#request !== request || request.signal.aborted) return;
      this.phase = 'failed';
      this.problem = cause instanceof Failure ? cause.problem : { title: t.error.server, status: 0 };
      this.announcement = '';
    }
  }

  retry(): void {
    void this.ask(this.asked);
  }

  stop(): void {
    this.#reset('idle');
    this.announcement = t.progress.stopped;
  }

  /** Shows what the address says: on arrival, and on back and forward. */
  follow(): Asked {
    const asked = fromSearch(location.search);
    const kept = this.#kept.get(toSearch(asked));
    if (!asked.question) {
      this.#reset('idle');
    } else if (kept) {
      this.#reset('done');
      this.asked = asked;
      this.#show(kept);
    } else {
      void this.ask(asked, 'none');
    }
    return asked;
  }

  #reset(phase: 'idle' | 'asking' | 'done'): void {
    this.#request?.abort();
    this.#request = null;
    this.phase = phase;
    this.stage = null;
    this.sentences = [];
    this.citations = [];
    this.answer = null;
    this.problem = null;
    this.announcement = '';
  }

  #listener() {
    return {
      stage: (stage: Stage) => (this.stage = stage),
      sentence: (sentence: Sentence) => (this.sentences = [...this.sentences, sentence]),
      citation: (citation: Citation) => (this.citations = [...this.citations, citation]),
      restart: () => {
        this.sentences = [];
        this.citations = [];
      },
    };
  }

  #show(answer: Answer): void {
    this.phase = 'done';
    this.answer = answer;
    this.sentences = answer.sentences;
    this.citations = answer.citations;
    const verdict = headline(answer.verdict, answer.reason);
    const n = answer.citations.length;
    const sources = n === 0 ? '' : n === 1 ? t.answer.sources_one : fill(t.answer.sources_many, { n });
    this.announcement = `${fill(t.answer.ready, { verdict })} ${sources}`.trim();
  }

  /** The address gets the question as the service keeps it: masked, if it had personal data. */
  #remember(asked: Asked, answer: Answer, history: 'push' | 'none'): void {
    const search = toSearch({ question: answer.question, date: asked.date });
    this.#kept.delete(search);
    this.#kept.set(search, answer);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    if (search === location.search) return;
    const address = `${location.pathname}${search}`;
    if (history === 'push') window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
  }
}

export const session = new Session();
