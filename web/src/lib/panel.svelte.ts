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
  /** What was open before, to go back to. */
  trail = $state.raw<Target[]>([]);

  async open(target: Target): Promise<void> {
    if (this.target && this.target !== target) this.trail = [...this.trail, this.target];
    await this.load(target);
  }

  async back(): Promise<void> {
    const last = this.trail.at(-1);
    if (!last) return;
    this.trail = this.trail.slice(0, -1);
    await this.load(last);
  }

  private async load(target: Target): Promise<void> {
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
    this.trail = [];
  }
}

export const panel = new Panel();
