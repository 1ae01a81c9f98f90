import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** Names of keys as a person says them. */
export const keys = {
  enter: '\r',
  escape: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  tab: '\t',
  space: ' ',
  ctrlC: '\x03',
};

/** A program on a real terminal, driven by keys and judged by what is on the screen. */
export class Terminal {
  #pty;
  #term;
  #waiters = new Set();
  #ended;

  constructor({ argv, columns = 80, rows = 24, environment = {} }) {
    const env = { ...process.env, TERM: 'xterm-256color', ...environment };
    for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR']) if (!(name in environment)) delete env[name];
    this.#term = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#pty = pty.spawn(argv[0], argv.slice(1), { cols: columns, rows, env, name: env.TERM });
    this.#pty.onData((data) => this.#term.write(data, () => this.#changed()));
    // what a terminal answers when it is asked (cursor position, colours)
    this.#term.onData((answer) => this.#pty.write(answer));
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#ended = { exitCode, signal };
        this.#term.write('', () => {
          this.#changed();
          resolve(this.#ended);
        });
      });
    });
  }

  get ended() {
    return this.#ended;
  }

  #changed() {
    for (const check of this.#waiters) check();
  }

  /** The screen as lines of text, without blanks at the right; `history`: with what scrolled off. */
  screen({ history = false } = {}) {
    const buffer = this.#term.buffer.active;
    const first = history ? 0 : buffer.baseY;
    const lines = [];
    for (let y = first; y < buffer.baseY + this.#term.rows; y++) lines.push(buffer.getLine(y)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }

  press(...names) {
    for (const name of names) this.#pty.write(keys[name] ?? name);
  }

  resize(columns, rows) {
    this.#pty.resize(columns, rows);
    this.#term.resize(columns, rows);
  }

  /**
   * Waits until `seen(screen)` gives something true, and gives that. The program's end is an error unless it is seen.
   * `what` names it in the error, which shows the screen.
   */
  async waitUntil(seen, what, seconds = 300) {
    const look = () => seen(this.screen());
    const now = look();
    if (now) return now;
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        this.#waiters.delete(check);
        clearTimeout(timer);
        settle(value);
      };
      const fail = (why) => finish(reject, new Error(`${why}: ${what}. The screen:\n${boxed(this.screen())}`));
      const check = () => {
        const found = look();
        if (found) finish(resolve, found);
        else if (this.#ended) fail(`the program ended (exit ${this.#ended.exitCode}) before it showed`);
      };
      const timer = setTimeout(() => fail(`not on the screen within ${seconds} s`), seconds * 1000);
      this.#waiters.add(check);
      check();
    });
  }

  /** Waits for a text or a regular expression on the screen; gives the match. */
  waitFor(pattern, seconds) {
    const find = typeof pattern === 'string' ? (screen) => screen.includes(pattern) && [pattern] : (screen) => screen.match(pattern);
    return this.waitUntil(find, String(pattern), seconds);
  }

  /** Waits until the screen has not changed for a while: what is drawn is drawn. */
  async settled(milliseconds = 1500, seconds = 300) {
    const end = Date.now() + seconds * 1000;
    let before = this.screen();
    let since = Date.now();
    while (Date.now() - since < milliseconds && Date.now() < end && !this.#ended) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const now = this.screen();
      if (now === before) continue;
      before = now;
      since = Date.now();
    }
    return before;
  }

  /** The terminal is gone, as when a window is closed or a line is cut. */
  hangUp() {
    if (!this.#ended) this.#pty.kill('SIGHUP');
  }

  kill() {
    if (!this.#ended) this.#pty.kill('SIGKILL');
  }
}

/** A screen for a log: indented, with a rule at the left. */
export const boxed = (screen) =>
  screen
    .split('\n')
    .map((line) => `    | ${line}`)
    .join('\n');
