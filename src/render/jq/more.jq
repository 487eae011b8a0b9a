# What jq has and jaq does not.

def tabular_(kind; escape):
  if isarray then
    map(
      if isstring then escape
      elif . == null then ""
      elif isarray or isobject then error("\(type) (\(tojson)) is not valid in a \(kind) row")
      else tojson end
    )
  else error("\(type) (\(tojson)) cannot be \(kind)-formatted, only an array can be") end;

def @csv: tabular_("csv"; "\"" + (. / "\"" | join("\"\"")) + "\"") | join(",");
def @tsv:
  tabular_("tsv"; . / "\\" | join("\\\\") | . / "\t" | join("\\t") | . / "\n" | join("\\n") | . / "\r" | join("\\r"))
  | join("\t");

def IN(s): any(s == .; .);
def IN(src; s): any(src == s; .);
def INDEX(stream; f): reduce stream as $row ({}; .[$row | f | tostring] = $row);
def INDEX(f): INDEX(.[]; f);
def leaf_paths: paths(scalars);
def toarray: if isarray then . else [.] end;
