// The flow graph: one node per value with its declared effects. Edges point in the direction of influence and are stored at
// the node that receives them. Checks and analyses read effects only; none knows a component by name.
import type {
  CombinatorDeclaration,
  Learns,
  ModelDeclaration,
  RowsEffect,
  StepReach,
  TransformDeclaration,
} from "../../specs/component.ts";
import type { Schema } from "../../specs/data-type.ts";
import type { Span } from "../../specs/diagnostic.ts";
import type { PartitionName, Selector } from "../../specs/plan.ts";
import type { ComponentCall, DeclarationId, SplitTerm, TypedStep, TypedTask } from "../types/typed.ts";

/** `<declaration>` for the value of a declaration, `<declaration>/<n>` for the steps on the way to it. */
export type NodeId = string;

interface NodeBase {
  readonly id: NodeId;
  readonly declaration: DeclarationId;
  /** The smallest place that stands for the node. */
  readonly span: Span;
  /** As the author wrote it, for messages. */
  readonly label: string;
}

/** An input with the place where it is named. */
export interface Input {
  readonly node: NodeId;
  readonly span: Span;
}

export type FlowNode =
  | SourceNode
  | StepNode
  | ApplyNode
  | TaskNode
  | CutNode
  | PartNode
  | LearnNode
  | ChooseNode
  | JudgeNode
  | PredictNode
  | EmitNode;

export interface SourceNode extends NodeBase {
  readonly kind: "source";
  /** Two sources that read the same thing are the same rows. */
  readonly identity: string;
  readonly schema: Schema;
  readonly columnSpans: Readonly<Record<string, Span>>;
}

export interface StepNode extends NodeBase {
  readonly kind: "step";
  readonly step: TypedStep;
  readonly effect: RowsEffect;
  readonly copies: boolean;
  readonly reach: StepReach | null;
  readonly input: NodeId;
  readonly right: NodeId | null;
  readonly schema: Schema;
}

/** A fitted transform applied to a table. */
export interface ApplyNode extends NodeBase {
  readonly kind: "apply";
  readonly input: NodeId;
  readonly fitted: NodeId;
  readonly schema: Schema;
}

export interface TaskNode extends NodeBase {
  readonly kind: "task";
  readonly task: TypedTask;
  readonly input: NodeId;
}

/** A task cut into partitions. */
export interface CutNode extends NodeBase {
  readonly kind: "cut";
  /** The first split of the same task with equal arguments, often the node itself: their partitions are the same rows. */
  readonly same: NodeId;
  readonly split: SplitTerm;
  readonly input: NodeId;
}

export interface PartNode extends NodeBase {
  readonly kind: "part";
  readonly part: PartitionName | `inner.${PartitionName}`;
  /** Exists once per fold. */
  readonly folded: boolean;
  readonly input: NodeId;
}

/** One transform of a chain, in the order in which they are applied. */
export interface ChainStep {
  readonly call: ComponentCall;
  readonly declaration: TransformDeclaration;
  /** What this call learns: with some arguments less than its component can. */
  readonly learns: Learns;
  /** Of the enclosing block entry; null applies to every column the transform accepts. */
  readonly selector: Selector | null;
}

/** Features that meet a call in a form it does not take. */
export interface Unready {
  readonly call: ComponentCall;
  /** They may still be missing, or are categories that nothing has encoded. */
  readonly lacks: "values" | "encoding";
  readonly columns: readonly string[];
}

/** Fits a model or a transform on rows. */
export interface LearnNode extends NodeBase {
  readonly kind: "learn";
  readonly of: "model" | "transform";
  readonly rows: Input;
  /** Fitted or chosen values it starts from: a warm start, the winner of a search. */
  readonly from: readonly Input[];
  readonly chain: readonly ChainStep[];
  readonly estimators: readonly { readonly call: ComponentCall; readonly declaration: ModelDeclaration }[];
  readonly combinators: readonly { readonly call: ComponentCall; readonly declaration: CombinatorDeclaration }[];
  readonly unready: readonly Unready[];
  readonly folded: boolean;
  /** A fit that a search makes for itself: its value is only seen by the search. */
  readonly trial: boolean;
  readonly task: DeclarationId | null;
}

export type Choice =
  | "search"
  | "early-stop"
  | "selection"
  | "weights"
  | "stacking"
  | "calibration"
  /** Members are only combined: nothing is decided from rows. */
  | "combination";

/** Decides something about its subjects by looking at rows. */
export interface ChooseNode extends NodeBase {
  readonly kind: "choose";
  readonly way: Choice;
  readonly rows: Input | null;
  readonly subjects: readonly Input[];
  /** The evaluations and scores that it reads. */
  readonly reads: readonly NodeId[];
  readonly folded: boolean;
}

/** Compares the subjects' predictions with the labels of rows. */
export interface JudgeNode extends NodeBase {
  readonly kind: "judge";
  readonly of: "score" | "evaluate";
  readonly subjects: readonly Input[];
  readonly rows: Input;
  /** Of the models that it fits itself to compare with, and their task; absent where there is none. */
  readonly rivals?: { readonly task: DeclarationId; readonly unready: readonly Unready[] };
}

export interface PredictNode extends NodeBase {
  readonly kind: "predict";
  readonly fitted: NodeId | null;
  readonly input: NodeId;
  readonly schema: Schema;
}

/** Leaves the pipeline: publish, report. What it reads influences nothing. */
export interface EmitNode extends NodeBase {
  readonly kind: "emit";
  readonly inputs: readonly NodeId[];
}

export interface FlowGraph {
  /** Every node after its inputs. */
  readonly nodes: readonly FlowNode[];
  readonly byId: ReadonlyMap<NodeId, FlowNode>;
}

/** All edges that end at a node, in the order of the spec. */
export function inputsOf(node: FlowNode): readonly NodeId[] {
  switch (node.kind) {
    case "source":
      return [];
    case "step":
      return node.right === null ? [node.input] : [node.input, node.right];
    case "apply":
      return [node.input, node.fitted];
    case "task":
    case "cut":
    case "part":
      return [node.input];
    case "learn":
      return [node.rows.node, ...node.from.map((input) => input.node)];
    case "choose":
      return [
        ...node.subjects.map((input) => input.node),
        ...(node.rows === null ? [] : [node.rows.node]),
        ...node.reads,
      ];
    case "judge":
      return [...node.subjects.map((input) => input.node), node.rows.node];
    case "predict":
      return node.fitted === null ? [node.input] : [node.fitted, node.input];
    case "emit":
      return node.inputs;
    default:
      return node satisfies never;
  }
}
