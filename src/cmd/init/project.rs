//! The files of a project in each language. Handlers and tests are those of `docs/examples` where it has one.

use clap::ValueEnum;

/// A language that `chirp init` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// Node.js 20, no packages
    Node,
    /// Python 3.9, no packages
    Python,
    /// Go 1.19, no modules
    Go,
    /// Rust, with axum, tokio, ureq and serde_json
    Rust,
}

/// A file to write.
#[derive(Debug)]
pub(super) struct ProjectFile {
    /// Relative to the project's directory.
    pub(super) path: &'static str,
    /// Shown in lists.
    pub(super) about: &'static str,
    pub(super) text: String,
}

const RULES_SCHEMA: &str = ".chirp/rules.schema.json";
const SCENARIO_SCHEMA: &str = ".chirp/scenario.schema.json";
/// The keys of every sandbox on loopback.
const SANDBOX_ENV: &str = "CHIRP_API_URL=http://127.0.0.1:4010
CHIRP_API_KEY=sk_test_app_sandbox0000000000000000000
";

impl Language {
    /// Returns the command that runs the tests.
    pub(super) fn test_command(self) -> &'static str {
        match self {
            Language::Node => "npm test",
            Language::Python => "python3 -m unittest",
            Language::Go => "go test",
            Language::Rust => "cargo test",
        }
    }

    /// Returns the command that starts the handler.
    pub(super) fn start_command(self) -> &'static str {
        match self {
            Language::Node => "npm start",
            Language::Python => "python3 handler.py",
            Language::Go => "go run .",
            Language::Rust => "cargo run",
        }
    }

    fn needs(self) -> &'static str {
        match self {
            Language::Node => "Node.js 20",
            Language::Python => "Python 3.9",
            Language::Go => "Go 1.19",
            Language::Rust => "Rust",
        }
    }

    /// Returns every file of the project.
    pub(super) fn files(self) -> Vec<ProjectFile> {
        let mut files = self.code();
        files.extend([
            file(
                "rules.toml",
                "the same decision as rules of chirp listen",
                include_str!("common/rules.toml"),
            ),
            file(
                "scenario.toml",
                "a call, and what the handler must do",
                include_str!("common/scenario.toml"),
            ),
            file("sandbox.env", "address and key of the sandbox", SANDBOX_ENV),
            file(
                RULES_SCHEMA,
                "for editors",
                include_str!("../../../docs/schema/rules.json"),
            ),
            file(
                SCENARIO_SCHEMA,
                "for editors",
                include_str!("../../../docs/schema/scenario.json"),
            ),
        ]);
        files.push(ProjectFile {
            path: ".github/workflows/test.yml",
            about: "runs the tests on GitHub",
            text: include_str!("common/workflow.yml")
                .replace("{setup}", self.workflow_setup())
                .replace("{version}", env!("CARGO_PKG_VERSION"))
                .replace("{test}", self.test_command()),
        });
        let line = |file: &ProjectFile| format!("| `{}` | {} |", file.path, file.about);
        let lines: Vec<String> = files.iter().map(line).collect();
        let readme = include_str!("common/README.md")
            .replace("{needs}", self.needs())
            .replace("{test}", self.test_command())
            .replace("{start}", self.start_command())
            .replace("{files}", &lines.join("\n"));
        files.push(file("README.md", "how to run, test and deploy it", &readme));
        files
    }

    fn code(self) -> Vec<ProjectFile> {
        match self {
            Language::Node => node(),
            Language::Python => python(),
            Language::Go => vec![
                file("handler.go", "the handler", include_str!("go/handler.go")),
                file(
                    "handler_test.go",
                    "its test",
                    include_str!("go/handler_test.go"),
                ),
                file("go.mod", "the module", include_str!("go/go.mod")),
            ],
            Language::Rust => vec![
                file("src/lib.rs", "the handler", include_str!("rust/lib.rs.txt")),
                file(
                    "src/main.rs",
                    "starts the handler",
                    include_str!("rust/main.rs.txt"),
                ),
                file(
                    "tests/handler.rs",
                    "its test",
                    include_str!("rust/test.rs.txt"),
                ),
                file(
                    "Cargo.toml",
                    "the package",
                    include_str!("rust/manifest.toml"),
                ),
                file(".gitignore", "leaves out build products", "/target\n"),
            ],
        }
    }

    fn workflow_setup(self) -> &'static str {
        match self {
            Language::Node => {
                "      - uses: actions/setup-node@v4\n        with:\n          node-version: 22"
            }
            Language::Python => {
                "      - uses: actions/setup-python@v5\n        with:\n          python-version: \"3.13\""
            }
            Language::Go => {
                "      - uses: actions/setup-go@v5\n        with:\n          go-version-file: go.mod"
            }
            Language::Rust => "      - run: rustup toolchain install stable --profile minimal",
        }
    }
}

fn node() -> Vec<ProjectFile> {
    let test = include_str!("../../../docs/examples/handler.test.mjs")
        .replace("../../kits/npm/index.mjs", "./chirp-testing.mjs");
    vec![
        file(
            "handler.mjs",
            "the handler",
            include_str!("../../../docs/examples/handler.mjs"),
        ),
        file("handler.test.mjs", "its test", &test),
        file(
            "chirp-testing.mjs",
            "starts the sandbox in a test",
            include_str!("../../../kits/npm/index.mjs"),
        ),
        file(
            "package.json",
            "the package",
            include_str!("node/package.json"),
        ),
    ]
}

fn python() -> Vec<ProjectFile> {
    // The example finds the kit by its place in the repository.
    let test: String = include_str!("../../../docs/examples/test_handler.py")
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("sys.path.insert"))
        .collect();
    vec![
        file(
            "handler.py",
            "the handler",
            include_str!("../../../docs/examples/handler.py"),
        ),
        file(
            "test_handler.py",
            "its test",
            &test.replace("urlsplit\n\n\n", "urlsplit\n\n"),
        ),
        file(
            "chirp_testing.py",
            "starts the sandbox in a test",
            include_str!("../../../kits/python/chirp_testing/__init__.py"),
        ),
        file(".gitignore", "leaves out build products", "__pycache__/\n"),
    ]
}

fn file(path: &'static str, about: &'static str, text: &str) -> ProjectFile {
    let text = text.to_owned();
    ProjectFile { path, about, text }
}
