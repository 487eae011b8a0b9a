
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'chirp' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'chirp'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'chirp' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'JSON output, through this jq filter')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which account of the configuration to use')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Where the API is; https only, except on loopback')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit for one whole request, such as 10s or 2m')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Limit for all waiting between tries (rate limits, retries)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request as a curl command and send nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('webhooks', 'webhooks', [CompletionResultType]::ParameterValue, 'Where events are posted to')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            break
        }
        'chirp;webhooks' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'JSON output, through this jq filter')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which account of the configuration to use')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Where the API is; https only, except on loopback')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit for one whole request, such as 10s or 2m')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Limit for all waiting between tries (rate limits, retries)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request as a curl command and send nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Subscribe a URL to events')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the webhooks of the app')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one webhook')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change a webhook; what is not named stays')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove a webhook')
            break
        }
        'chirp;webhooks;create' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where to post; https only')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'An event to subscribe to, such as calls.initiated; repeat for more')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header to send with each event; NAME=@FILE reads a file, NAME=$VARIABLE the environment')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'JSON output, through this jq filter')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which account of the configuration to use')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Where the API is; https only, except on loopback')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit for one whole request, such as 10s or 2m')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Limit for all waiting between tries (rate limits, retries)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--all-events', '--all-events', [CompletionResultType]::ParameterName, 'Subscribe to all twelve calling events')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Send what looks wrong (an http URL, an unknown calls.* name); the service decides')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request as a curl command and send nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'chirp;webhooks;list' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'JSON output, through this jq filter')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which account of the configuration to use')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Where the API is; https only, except on loopback')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit for one whole request, such as 10s or 2m')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Limit for all waiting between tries (rate limits, retries)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request as a curl command and send nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'chirp;webhooks;get' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'JSON output, through this jq filter')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which account of the configuration to use')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Where the API is; https only, except on loopback')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit for one whole request, such as 10s or 2m')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Limit for all waiting between tries (rate limits, retries)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request as a curl command and send nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'chirp;webhooks;update' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where to post; https only')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'An event to subscribe to, such as calls.initiated; repeat for more')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header to send with each event; NAME=@FILE reads a file, NAME=$VARIABLE the environment')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'JSON output, through this jq filter')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which account of the configuration to use')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Where the API is; https only, except on loopback')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit for one whole request, such as 10s or 2m')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Limit for all waiting between tries (rate limits, retries)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--all-events', '--all-events', [CompletionResultType]::ParameterName, 'Subscribe to all twelve calling events')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Send what looks wrong (an http URL, an unknown calls.* name); the service decides')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request as a curl command and send nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'chirp;webhooks;delete' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'JSON output, through this jq filter')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which account of the configuration to use')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Where the API is; https only, except on loopback')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit for one whole request, such as 10s or 2m')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Limit for all waiting between tries (rate limits, retries)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request as a curl command and send nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'chirp;completions' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written; auto is a table on a terminal and tab-separated text in a pipe')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'JSON output, through this jq filter')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which account of the configuration to use')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Where the API is; https only, except on loopback')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit for one whole request, such as 10s or 2m')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Limit for all waiting between tries (rate limits, retries)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request as a curl command and send nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show the HTTP exchange, secrets redacted')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
