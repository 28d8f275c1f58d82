/** What the source panel shows. One at a time. */
import type { PassageView, Problem, Span, WorkView } from './types';
import { Failure, passage, work } from './api';
import { t } from './strings';

export interface Quote {
  text: string;
  span: Span;
}

export type Target =
  | { kind: 'passage'; id: string; quotes: Quote[] }
  | { kind: 'work'; id: string; asOf: string };

class Panel {
  target = $state.raw<Target | null>(null);
  passage = $state.raw<PassageView | null>(null);
  work = $state.raw<WorkView | null>(null);
  problem = $state.raw<Problem | null>(null);

  async open(target: Target): Promise<void> {
    this.target = target;
    this.passage = null;
    this.work = null;
    this.problem = null;
    try {
      if (target.kind === 'passage') {
        const view = await passage(target.id);
        if (this.target === target) this.passage = view;
      } else {
        const view = await work(target.id, target.asOf);
        if (this.target === target) this.work = view;
      }
    } catch (cause) {
      if (this.target !== target) return;
      this.problem = cause instanceof Failure ? cause.problem : { title: t.error.server, status: 0 };
    }
  }

  close(): void {
    this.target = null;
  }
}

export const panel = new Panel();
