export interface SandboxOptions {
  /** Further arguments of `chirp sandbox`, such as `["--speed", "10x"]`. */
  args?: string[];
  /** Path of the program; found by `findProgram()` if absent. */
  program?: string;
}
export interface Call {
  id: string;
  status: string;
  [field: string]: unknown;
}
export interface WaitOptions {
  /** Only about this call. */
  call?: Call | string;
  /** For a command `accepted` (default) or `refused`; for an event `delivered` (default) or `failed`. */
  state?: "accepted" | "refused" | "delivered" | "failed";
  /** Only activities with a higher `seq`. */
  after?: number;
  /** Seconds of real time; 5 by default. */
  timeout?: number;
}
export interface Activity {
  seq: number;
  at: string;
  callId: string;
  type: "command" | "event";
  [field: string]: unknown;
}
export interface CallOptions {
  from?: string;
  to?: string;
  fromChannel?: string;
  toChannel?: string;
  callerName?: string;
  metadata?: Record<string, unknown>;
  /** Seconds of call time; `null` means never. */
  hangupAfter?: number | null;
  giveUpAfter?: number;
  voicemail?: false | { transcription?: string; duration?: number; transcriptionDelay?: number };
  ignoreLimit?: boolean;
}
export interface WebhookOptions {
  events?: readonly string[];
  secret?: string;
  headers?: Record<string, string>;
}
export class Sandbox implements AsyncDisposable {
  readonly url: string;
  readonly apiKey: string;
  readonly adminKey: string;
  readonly appId: string;
  readonly numbers: string[];
  readonly pid: number;
  readonly env: { CHIRP_API_URL: string; CHIRP_API_KEY: string };
  registerWebhook(url: string, options?: WebhookOptions): Promise<{ id: string; [field: string]: unknown }>;
  simulateCall(options?: CallOptions): Promise<Call>;
  waitForCommand(command?: string, options?: WaitOptions): Promise<Activity>;
  waitForEvent(event?: string, options?: WaitOptions): Promise<Activity>;
  activity(after?: number): Promise<{ data: Activity[]; last: number }>;
  getCall(call: Call | string): Promise<{ call: Call; [field: string]: unknown }>;
  act(call: Call | string, action: string): Promise<Call>;
  advance(seconds: number): Promise<{ now: string; frozen: boolean }>;
  freeze(frozen?: boolean): Promise<{ now: string; frozen: boolean }>;
  reset(): Promise<unknown>;
  request(method: string, path: string, body?: unknown): Promise<any>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
export function sandbox(options?: SandboxOptions): Promise<Sandbox>;
export function findProgram(): string;
export const EVENTS: readonly string[];
