// Functions of the data engine that a query of the author may call. A list of what is allowed, so that what a later version
// of the engine adds is refused until someone has looked at it: nothing here reads files, settings, the clock or chance.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Of their own row. */
export const ROW_FUNCTIONS: ReadonlySet<string> = new Set([
  ...words("+ - * / // % ** ^ @ & | ~ << >> || ~~ !~~ ~~* !~~* ~~~ ^@ xor"),
  ...words("add subtract multiply divide mod fmod fdiv abs sign ceil ceiling floor round round_even trunc even"),
  ...words("sqrt cbrt exp ln log log2 log10 pow power gamma lgamma factorial gcd lcm pi degrees radians"),
  ...words("sin cos tan cot asin acos atan atan2 sinh cosh tanh asinh acosh atanh"),
  ...words("greatest least nullif isnan isinf isfinite nextafter signbit bit_count"),
  ...words(
    "lower upper lcase ucase trim ltrim rtrim length len strlen char_length character_length left right lpad rpad",
  ),
  ...words(
    "substring substr replace translate reverse repeat concat concat_ws contains starts_with ends_with prefix suffix",
  ),
  ...words("instr strpos position ascii ord chr unicode md5 sha256 strip_accents format printf split_part bar"),
  ...words(
    "string_split str_split split string_to_array regexp_matches regexp_full_match regexp_replace regexp_extract",
  ),
  ...words("regexp_escape like_escape ilike_escape not_like_escape not_ilike_escape levenshtein jaccard hamming"),
  ...words("jaro_similarity jaro_winkler_similarity damerau_levenshtein"),
  ...words(
    "year quarter month week weekday weekofyear yearweek day dayofmonth dayofweek dayofyear isodow isoyear decade",
  ),
  ...words("century millennium era hour minute second millisecond microsecond epoch epoch_ms epoch_us epoch_ns"),
  ...words(
    "date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub date_add last_day dayname monthname",
  ),
  ...words("days_in_month julian time_bucket timezone make_date make_time make_timestamp make_timestamp_ms strftime"),
  ...words(
    "strptime try_strptime normalized_interval to_years to_quarters to_months to_weeks to_days to_hours to_minutes",
  ),
  ...words("to_seconds to_milliseconds to_microseconds to_decades to_centuries to_millennia"),
  ...words(
    "list_value list_contains list_has list_position list_extract list_element element_at array_extract array_value",
  ),
  ...words(
    "list_concat list_distinct list_sort list_reverse list_sum list_avg list_min list_max list_median list_count",
  ),
  ...words("array_length cardinality typeof"),
]);

/** Many rows to one. */
export const AGGREGATES: ReadonlySet<string> = new Set([
  ...words("count count_star count_if countif sum fsum kahan_sum sumkahan avg favg mean min max product"),
  ...words(
    "median quantile quantile_cont quantile_disc mode mad stddev stddev_samp stddev_pop var_samp var_pop variance",
  ),
  ...words(
    "sem skewness kurtosis kurtosis_pop covar_samp covar_pop corr entropy bool_and bool_or bit_and bit_or bit_xor",
  ),
  ...words("regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy"),
  ...words(
    "first last any_value arbitrary arg_min arg_max argmin argmax min_by max_by string_agg group_concat listagg",
  ),
  ...words("geomean geometric_mean wavg weighted_avg"),
]);

/** Window functions that see rows up to their own in the order of the window, whatever the frame. */
export const RANKS: ReadonlySet<string> = new Set(["WINDOW_ROW_NUMBER", "WINDOW_RANK", "WINDOW_RANK_DENSE"]);

/** Window functions that see what their frame holds. */
export const FRAMED: ReadonlySet<string> = new Set([
  "WINDOW_AGGREGATE",
  "WINDOW_FIRST_VALUE",
  "WINDOW_LAST_VALUE",
  "WINDOW_NTH_VALUE",
]);
