// Where the host and the kernels meet in memory: read by TypeScript and by AssemblyScript, so it holds numbers only.
// Offsets are bytes. Below ARENA lie the team's control words and the arguments of the task at hand.

// --- the team -------------------------------------------------------------------------------------------------------
/** 1 while a task may be joined. */
export const OPEN = 64;
/** Helpers that are inside a task. */
export const ACTIVE = 128;
export const CALLER_SLEEPS = 132;
/** How many ranges the items of the task are divided into. */
export const RANGES = 192;
/** Helpers with an index below this may join. */
export const LIMIT = 256;
/** Counts up with every task; sleeping helpers wait on it. */
export const BELL = 320;
export const SLEEPING = 324;
/** Helpers for the tasks of the tree that is grown. */
export const HELPERS = 328;
export const TASK = 384;
export const ITEMS = 388;
/** Next item of a range that nobody has taken, NEXT_BYTES apart: each on a cache line of its own. */
export const NEXT = 448;
export const NEXT_BYTES = 64;
export const MOST_RANGES = 8;

// --- arguments: what stays the same for a fit ------------------------------------------------------------------------
export const FIT = 1024;
export const ROWS = FIT;
/** Groups of up to eight features whose bins share eight bytes per row: GROUP_BYTES each, at GROUP_TABLE. */
export const GROUP_TABLE = FIT + 4;
export const FEATURE_TABLE = FIT + 8;
export const GRADIENTS = FIT + 12;
export const ORDER = FIT + 20;
export const SPILL = FIT + 24;
/** Two tables of FOUND_BYTES per feature: best splits of the smaller and of the larger child. */
export const FOUND = FIT + 28;
export const FOUND_LARGER = FIT + 32;
/** Rows on the left side, per block of a partition. */
export const BLOCK_COUNTS = FIT + 36;
export const L1 = FIT + 64;
export const L2 = FIT + 72;
export const MIN_HESSIAN = FIT + 80;
export const MIN_GAIN = FIT + 88;
export const MIN_LEAF = FIT + 96;
/** True gradient and hessian per unit of the rounded ones. */
export const PER_UNIT = FIT + 112;
export const MAX_STEP = FIT + 128;

// A group: bins at +0, features from +4, how many at +8, log2 of a feature's histogram bytes at +12, its place in a
// node's histogram at +16, 1 when a feature of it is in use at +20.
export const GROUP_BYTES = 32;
// A feature: bins at +0, missing bin or -1 at +4, 1 for categories at +8, direction of a monotone constraint at +12, 1 when
// in use at +16, group at +20, place in the group at +24.
export const FEATURE_BYTES = 32;
// The best cut of a feature: gain f64 at +0, sums of the left side f64 x 2 at +16, last bin of the left side at +32, 1 when
// missing values go left at +36, and at +40 what is known of it. Estimated: only what it gains at most and at least, at +0 and +8.
export const FOUND_BYTES = 64;
export const NOT_FOUND = 0;
export const EXACT = 1;
export const ESTIMATED = 2;

// --- arguments: growing a tree -----------------------------------------------------------------------------------------
export const GROW = 2304;
/** Leaves and nodes of the tree at hand: LEAF_BYTES and GROWN_BYTES each, and how many leaves there is room for. */
export const GROW_LEAVES = GROW;
export const GROW_NODES = GROW + 4;
export const GROW_MOST = GROW + 8;
/** Levels; -1 for no limit. */
export const GROW_DEPTH = GROW + 12;
export const GROW_KIND = GROW + 16;
export const LEAFWISE = 0;
export const DEPTHWISE = 1;
export const SYMMETRIC = 2;
/** The first of the histograms that no leaf holds; each begins with the address of the next one; 0 ends the list. */
export const GROW_FREE = GROW + 20;
export const GROW_HISTOGRAM_BYTES = GROW + 24;
export const GROW_GROUPS = GROW + 28;
export const GROW_FEATURES = GROW + 32;
/** Bins of all features. */
export const GROW_BINS = GROW + 36;
/** 1 when a feature holds categories. */
export const GROW_HAS_CATEGORIES = GROW + 40;
/** Winners of matches between leaves (leaf-choice.as.ts), and how many leaves there is room for: a power of two. */
export const GROW_WINNERS = GROW + 44;
export const GROW_PLAYERS = GROW + 48;
export const CAT_SMOOTH = GROW + 64;
/** Rows of a level below which it is not sorted among the others. */
export const CAT_ROWS = GROW + 72;
export const CAT_L2 = GROW + 80;
export const CAT_MOST = GROW + 88;
export const CAT_ONEHOT = GROW + 92;

// A leaf: its rows in the order, its histogram (0: none), the node that points to it (-1 for the root) and from which side,
// what is added to l2 in its value, its value.
export const LEAF_BYTES = 256;
export const LEAF_START = 0;
export const LEAF_COUNT = 4;
export const LEAF_DEPTH = 8;
export const LEAF_HISTOGRAM = 12;
export const LEAF_PARENT = 16;
export const LEAF_IS_LEFT = 20;
export const LEAF_EXTRA_L2 = 24;
export const LEAF_VALUE = 32;
/** Sums: gradient and hessian f64 x 2 in units, rows per true hessian at +16, least and most value at +24, +32. */
export const LEAF_SUMS = 64;
// Its best split; a gain that is not above 0 says that there is none. Sums are those of the left side.
export const SPLIT_GAIN = 128;
export const SPLIT_FEATURE = 136;
export const SPLIT_BIN = 140;
export const SPLIT_MISSING_LEFT = 144;
/** 1: the left side is a set of bins, 32 bytes. */
export const SPLIT_IS_SET = 148;
export const SPLIT_SUMS = 152;
export const SPLIT_EXTRA_L2 = 168;
export const SPLIT_SET = 176;

// A node of a tree that is grown: children as those of a forest (-1 - leaf), rows, and the split.
export const GROWN_BYTES = 72;
export const GROWN_FEATURE = 0;
export const GROWN_BIN = 4;
export const GROWN_MISSING_LEFT = 8;
export const GROWN_IS_SET = 12;
export const GROWN_LEFT = 16;
export const GROWN_RIGHT = 20;
export const GROWN_GAIN = 24;
export const GROWN_ROWS = 32;
export const GROWN_SET = 40;

// --- arguments: a node (filling histograms and searching them) -------------------------------------------------------
export const NODE = 1280;
/** The leaf whose histogram is filled; its sibling, which holds the histogram of both, or 0 at the root. */
export const NODE_LEAF = NODE;
export const NODE_LARGER = NODE + 4;
/** 1 when the leaf is to be searched. */
export const NODE_SEARCH = NODE + 8;
export const NODE_SEARCH_LARGER = NODE + 12;

// --- arguments: a partition ------------------------------------------------------------------------------------------
export const PART = 1536;
export const PART_START = PART;
export const PART_COUNT = PART + 4;
export const PART_BLOCK = PART + 8;
export const PART_GROUP = PART + 12;
export const PART_LANE = PART + 16;
export const PART_BIN = PART + 20;
export const PART_MISSING = PART + 24;
export const PART_MISSING_LEFT = PART + 28;
/** 1: bins of the left side are a set, 32 bytes at PART_SET. */
export const PART_IS_SET = PART + 32;
export const PART_SET = PART + 64;

// --- arguments: a level of a symmetric tree --------------------------------------------------------------------------
export const LEVEL = 1664;
export const LEVEL_LEAVES = LEVEL;
/** 256 f64 per feature. */
export const LEVEL_GAINS = LEVEL + 4;

// --- arguments: other tasks ------------------------------------------------------------------------------------------
/** Sixteen words; each task says what they are. */
export const CALL = 1792;

// --- arguments: columns of numbers, some blocks of rows at a time ----------------------------------------------------
export const BLOCK = 1856;
/** Column after column, BLOCK_STRIDE bytes apart; an item takes GRAM_BLOCK rows of each. */
export const BLOCK_COLUMNS = BLOCK;
export const BLOCK_STRIDE = BLOCK + 4;
/** Columns taken in full, a multiple of four; those behind them are mostly zeros. */
export const BLOCK_DENSE = BLOCK + 8;
export const BLOCK_SPARSE = BLOCK + 12;
/** What is subtracted from a column and what it is then multiplied by: f64 x 2 each. */
export const BLOCK_SHIFTS = BLOCK + 16;
/** f64 per row, or 0. */
export const BLOCK_WEIGHTS = BLOCK + 20;
/** Room for the dense columns of each item, and for the entries of its rows. */
export const BLOCK_WEIGHED = BLOCK + 24;
export const BLOCK_LISTS = BLOCK + 28;
export const BLOCK_LISTS_BYTES = BLOCK + 32;
/** Matrices of sums, per item. */
export const BLOCK_SUMS = BLOCK + 36;
export const BLOCK_SUMS_BYTES = BLOCK + 40;
export const BLOCK_COEFFICIENTS = BLOCK + 44;
/** The class of each row, f64. */
export const BLOCK_LABELS = BLOCK + 48;
export const BLOCK_OUTPUTS = BLOCK + 52;
/** Room of outputs + 2 numbers per row of each item. */
export const BLOCK_SCORES = BLOCK + 56;
/** Per item: outputs x columns, then the loss. */
export const BLOCK_GRADIENTS = BLOCK + 60;
export const BLOCK_GRADIENTS_BYTES = BLOCK + 64;
/** 1: curvature is added up as well. */
export const BLOCK_CURVATURE = BLOCK + 68;

// --- arguments: growing the trees of a forest ------------------------------------------------------------------------
export const FOREST = 2048;
/** Per row: weight x label and weight (f64 x 2) for numbers; weight for classes. */
export const FOREST_SUMS = FOREST;
/** 0 for numbers. */
export const FOREST_CLASSES = FOREST + 4;
/** Per row: f64, or the class as u32. */
export const FOREST_LABELS = FOREST + 8;
export const FOREST_FEATURES = FOREST + 12;
/** Features that are looked at in a node. */
export const FOREST_DRAWN = FOREST + 16;
export const FOREST_MAX_DEPTH = FOREST + 20;
export const FOREST_MIN_SPLIT = FOREST + 24;
export const FOREST_MIN_LEAF = FOREST + 28;
export const FOREST_BOOTSTRAP = FOREST + 32;
export const FOREST_RANDOM_CUTS = FOREST + 36;
/** What stands for each bin of each feature: 256 f64. */
export const FOREST_CENTRES = FOREST + 40;
export const FOREST_TREES = FOREST + 44;
export const FOREST_MIN_DECREASE = FOREST + 48;
export const FOREST_ALL_WEIGHT = FOREST + 56;
export const TREE_BYTES = 128;
// A node: feature, last bin of the left side, 1 when missing values go left, -, decrease f64, children, rows f64.
export const RANDOM_NODE_BYTES = 40;
export const STACK_BYTES = 20;

/** Statistics of the levels of a category that is searched, f64, and the levels in their order. */
export const CAT_RANKS = 4096;
export const CAT_SORTED = CAT_RANKS + 8 * 256;

/** Everything from here on is handed out. */
export const ARENA = 8192;

/** Below this much work (about nanoseconds) a second thread costs more than it brings. */
export const WORTH_SHARING = 15_000;

/** Rows that a thread takes at a time where rows are independent. Sums are kept per block, so it never changes a result. */
export const ROW_BLOCK = 2048;

/**
 * Rows whose scores are moved by leaves at a time. Every leaf is asked for its rows of every block, so blocks are as large as their
 * scores stay in a core's cache.
 */
export const LEAF_ROWS = 65_536;

/** Rows of a block of sums of products. */
export const GRAM_BLOCK = 256;

/** Rows of a product that a thread makes at a time. */
export const MULTIPLY_ROWS = 8;

// --- predicting ------------------------------------------------------------------------------------------------------
/** Room for a row that goes through trees: a place in two lists of rows, and what waits, which holds one row at least. */
export const PREDICT_ROW_BYTES = 2 * 2 + 16;

// --- predicting with small trees -------------------------------------------------------------------------------------
/** Rows that go through all trees together. */
export const SCORE_BLOCK = 32;
/** Most leaves of a tree, and most thresholds of a feature. */
export const SCORE_LEAVES = 64;
export const SCORE_THRESHOLDS = 254;
// A feature: its values at +0, its rising thresholds at +4 (as the bounds of a column that is binned: BIN_BOUNDS of them, those that
// are not there infinite, then every sixteenth), how many at +8; 1 at +12 when its values are bins and splits ask for sets of them.
export const SCORE_FEATURE_BYTES = 16;
/** Ranks or bins of a feature in a block. */
export const SCORE_RANK_BYTES = 4 * SCORE_BLOCK;
// A tree: its entries at +0, values of its leaves at +4, both as offsets from the first tree, how many bytes its leaves take (a bit
// each) at +8, u16 per byte at +16: how many entries it has, and at +32: on sets. Entries lie byte by byte, those on sets last.
export const SCORE_TREE_BYTES = 48;
// An entry rules out leaves of a byte: which ranks of a block at +0 (an offset), what they are at most where the leaves stay, u8 at
// +4, the other leaves at +5; on a set: the bins where the leaves stay at +8, 32 bytes.
export const SCORE_ENTRY_BYTES = 8;
export const SCORE_SET_BYTES = 40;
/** Room for all entries of a byte of a tree that is placed: first those on sets. */
export const SCORE_LIST_BYTES = SCORE_LEAVES * (SCORE_ENTRY_BYTES + SCORE_SET_BYTES);

// --- binning ---------------------------------------------------------------------------------------------------------
// A column: values at +0, bins at +4, room for BIN_BOUNDS bounds and every sixteenth of them at +8; what comes out: how many bounds at +12, 1 when a value
// is missing at +16, 1 when all others are whole at +20, their range f64 x 2 at +32.
export const BIN_COLUMN_BYTES = 64;
export const BIN_BOUNDS = 256;
/** Counts of a room: of whole numbers, or of the digits of a sort. */
export const BIN_COUNTS_BYTES = 4 * 65_536;

// --- losses ----------------------------------------------------------------------------------------------------------
export const LOSS_SQUARED = 0;
export const LOSS_QUANTILE = 1;
export const LOSS_HUBER = 2;
export const LOSS_POISSON = 3;
export const LOSS_LOGISTIC = 4;
export const LOSS_SOFTMAX = 5;

// --- tasks -----------------------------------------------------------------------------------------------------------
export const TASK_FILL = 1;
export const TASK_PARTITION = 2;
export const TASK_ROUND = 4;
export const TASK_DERIVE = 5;
export const TASK_ADD_LEAVES = 6;
export const TASK_PREDICT = 7;
export const TASK_BIN_COLUMNS = 8;
export const TASK_RANDOM_TREE = 9;
export const TASK_LEVEL = 10;
export const TASK_GRAM = 11;
export const TASK_LIKELIHOOD = 12;
export const TASK_SCORE = 13;
export const TASK_RANK = 14;
export const TASK_LOSS = 15;
export const TASK_ADD_UNSEEN = 16;
export const TASK_RENEW = 17;
export const TASK_MULTIPLY = 18;
export const TASK_STEP = 19;

// --- plain delimited text --------------------------------------------------------------------------------------------
// What a text looks like: delimiter at +0, byte that ends a line's last cell at +4, 1 when a line feed follows it at +8,
// columns at +12, rows that there is room for at +16, how many numbers may stand for missing ones at +20.
export const TEXT_NULLS = 32;
export const TEXT_MOST_NULLS = 28;
/** 10^0 to 10^15, f64. */
export const TEXT_POWERS = TEXT_NULLS + 8 * TEXT_MOST_NULLS;
/** By byte: 1 when a text that begins with it may stand for a missing one. */
export const TEXT_BEGINNINGS = TEXT_POWERS + 8 * 16;
/** Where the kernel stopped: position at +0, row at +4, column at +8. */
export const TEXT_STATE = TEXT_BEGINNINGS + 256;
/** Days since the epoch at +0 of the date whose ten bytes are at +8. */
export const TEXT_DAY = TEXT_STATE + 16;
/** Which bytes stand where when digits are moved to the end: by count and by digits before a point that is left out (0: none). */
export const TEXT_SHUFFLES = TEXT_DAY + 32;
export const TEXT_COLUMNS = TEXT_SHUFFLES + 256 * 16;
// A column: kind at +0, numbers or bytes of texts at +4, missing values at +8, how many bytes of texts at +12, a bit per row
// that has a text at +16, the range of the numbers f64 x 2 at +32.
export const TEXT_COLUMN_RANGE = 32;
export const TEXT_COLUMN_BYTES = 64;
export const CELL_FLOAT = 0;
export const CELL_INT = 1;
export const CELL_TIMESTAMP = 2;
export const CELL_DATE = 3;
export const CELL_TEXT = 4;
export const CELL_SKIP = 5;
/** What only the host reads. */
export const CELL_OTHER = 6;
export const TEXT_DONE = 0;
export const TEXT_FULL = 1;
export const TEXT_ASKS = 2;
export const TEXT_NOT_PLAIN = 3;
/** So many bytes behind a text must be readable, and behind the bytes of a column of texts writable. */
export const TEXT_SLACK = 64;
