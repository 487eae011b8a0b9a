# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_chirp_global_optspecs
    string join \n o/output= json jq= profile= api-url= timeout= max-wait= dry-run color= q/quiet v/verbose no-input h/help V/version
end

function __fish_chirp_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_chirp_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_chirp_using_subcommand
    set -l cmd (__fish_chirp_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c chirp -n "__fish_chirp_needs_command" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_needs_command" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_needs_command" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_needs_command" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_needs_command" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_needs_command" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_needs_command" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_needs_command" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_needs_command" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_needs_command" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_needs_command" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_needs_command" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_needs_command" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_needs_command" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "webhooks" -d 'Manage webhooks'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "calls" -d 'Place, list and control calls'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "tokens" -d 'Create tokens for WebRTC clients'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "apps" -d 'Configure apps of the organization (admin key)'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "api" -d 'Send any request to the API'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "auth" -d 'Log in and out, and check the API key'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "recordings" -d 'Manage recordings'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "voicemails" -d 'Manage voicemails'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "listen" -d 'Receive, record, show and forward webhooks on this machine'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "events" -d 'List, show, replay and export recorded events'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "inspect" -d 'Show the journal in a browser: live calls, ladders, replay, recordings'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "console" -d 'Show the journal on the full screen: live calls, keys to control them'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "work" -d 'Forward, respond and save media from a shared journal, side by side with other workers'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "journal" -d 'Manage the journal that a fleet shares, on PostgreSQL'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "trigger" -d 'Send sample events to a handler'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "check" -d 'Check whether a webhook handler is right'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "sandbox" -d 'Run the API and its webhooks on this machine: no key, no network'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "simulate" -d 'Simulate calls in a running sandbox'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "init" -d 'Write a webhook handler with its tests, ready to run'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "demo" -d 'See a call from start to end in the sandbox: no key, no network'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "config" -d 'Show each setting and where it came from'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "doctor" -d 'Check configuration, key, API, clock, journal and port'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "man" -d 'Show or write the manual pages'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "commands" -d 'Print every command as JSON, for programs'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "schema" -d 'Print a JSON Schema'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "licenses" -d 'Print the licences of everything in this program'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "create" -d 'Subscribe a URL to events'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "list" -d 'List the webhooks of the app'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "get" -d 'Show one webhook'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "update" -d 'Change a webhook; what is not named stays'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "delete" -d 'Remove a webhook'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l url -d 'Where to post; https only' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l event -d 'An event to subscribe to, such as calls.initiated; repeat for more' -r -f -a "calls.initiated\t''
calls.ringing\t''
calls.answered\t''
calls.completed\t''
calls.failed\t''
calls.busy\t''
calls.no_answer\t''
calls.canceled\t''
calls.participant_joined\t''
calls.participant_left\t''
calls.recording.completed\t''
calls.voicemail.received\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l header -d 'A header to send with each event; NAME=@FILE reads a file, NAME=$VARIABLE the environment' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l all-events -d 'Subscribe to all twelve calling events'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l force -d 'Send what looks wrong (an http URL, an unknown calls.* name); the service decides'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l limit -d 'How many items, fetched in as many pages as it takes; without it, one page' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l all -d 'Every item'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l url -d 'Where to post; https only' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l event -d 'An event to subscribe to, such as calls.initiated; repeat for more' -r -f -a "calls.initiated\t''
calls.ringing\t''
calls.answered\t''
calls.completed\t''
calls.failed\t''
calls.busy\t''
calls.no_answer\t''
calls.canceled\t''
calls.participant_joined\t''
calls.participant_left\t''
calls.recording.completed\t''
calls.voicemail.received\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l header -d 'A header to send with each event; NAME=@FILE reads a file, NAME=$VARIABLE the environment' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l all-events -d 'Subscribe to all twelve calling events'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l force -d 'Send what looks wrong (an http URL, an unknown calls.* name); the service decides'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "create" -d 'Start an outbound call'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "list" -d 'List calls, newest first'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "get" -d 'Show one call'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "end" -d 'End a call for everybody; its record stays'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "answer" -d 'Answer an inbound call'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "reject" -d 'Reject an inbound call'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "hangup" -d 'Hang up an answered call'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "hold" -d 'Put a call on hold'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "unhold" -d 'Take a call off hold'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "mute" -d 'Mute a participant (the parameter is assumed, not documented)'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "unmute" -d 'Unmute a participant (the parameter is assumed, not documented)'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "transfer" -d 'Transfer a call to another address (the parameters are assumed, not documented)'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "start-recording" -d 'Start recording a call'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "stop-recording" -d 'Stop recording a call'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "send-to-voicemail" -d 'Send an inbound call to voicemail'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "command" -d 'Send a command of any type, known to this program or not'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "watch" -d 'Follow a call to its end, a line a change'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and not __fish_seen_subcommand_from create list get end answer reject hangup hold unhold mute unmute transfer start-recording stop-recording send-to-voicemail command watch timeline" -f -a "timeline" -d 'What happened on a call: rang, answered, talked, recorded, ended'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l from -d 'A number of the app, in E.164 such as +15551234567' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l to -d 'Who to call; in E.164 on pstn' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l from-channel -d 'The caller\'s channel; the service takes pstn when it is left out' -r -f -a "pstn\t''
whatsapp\t''
webrtc\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l to-channel -d 'The recipient\'s channel; the service takes pstn when it is left out' -r -f -a "pstn\t''
whatsapp\t''
webrtc\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l metadata -d 'Attached to the call: KEY=text or KEY:=json, repeated, or one JSON object' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l force -d 'Send what looks wrong; the service decides'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l status -d 'Only calls of this status' -r -f -a "initiated\t''
ringing\t''
in_progress\t''
voicemail\t''
completed\t''
failed\t''
busy\t''
no_answer\t''
canceled\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l direction -d 'Only calls of this direction' -r -f -a "inbound\t''
outbound\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l limit -d 'How many items, fetched in as many pages as it takes; without it, one page' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l all -d 'Every item'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -s y -l yes -d 'Do not ask'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from end" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from answer" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l reason -d 'Why; at most 500 characters' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l force -d 'Send what looks wrong; the service decides'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from reject" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hangup" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l music-url -d 'What the other side hears; https only' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l force -d 'Send what looks wrong; the service decides'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from hold" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unhold" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l participant -d 'Who, as calls.participant_joined named them' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from mute" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l participant -d 'Who, as calls.participant_joined named them' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from unmute" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l to -d 'Where to; in E.164 on pstn' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l to-channel -d 'The channel of that address' -r -f -a "pstn\t''
whatsapp\t''
webrtc\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l force -d 'Send what looks wrong; the service decides'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from transfer" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l format -d 'The file\'s format; the service takes mp4 when it is left out' -r -f -a "mp4\t''
ogg\t''
webm\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l force -d 'Send what looks wrong; the service decides'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from start-recording" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from stop-recording" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from send-to-voicemail" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from command" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l max-duration -d 'Stop watching after this long, with exit code 6; the call goes on' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from watch" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l html -d 'Write the ladder and every entry, without secrets, to one HTML file; - is stdout' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l ladder -d 'Draw who sent what to whom: caller, chirp, forward targets'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l mermaid -d 'Print the ladder as a Mermaid sequence diagram'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l mask-numbers -d 'Show only the last two digits of telephone numbers in the drawing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand calls; and __fish_seen_subcommand_from timeline" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and not __fish_seen_subcommand_from create" -f -a "create" -d 'Make a token with which a WebRTC client joins a room'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l room -d 'The room to join, a call\'s livekitRoomName' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l identity -d 'Who joins, unique in the room' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l name -d 'The name that others see' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l ttl -d 'How long the token is valid, such as 1h or 3600 (seconds): 60s to 24h' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l force -d 'Send what looks wrong; the service decides'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand tokens; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and not __fish_seen_subcommand_from calling" -f -a "calling" -d 'How an app takes calls'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -f -a "get" -d 'Show the calling configuration of an app'
complete -c chirp -n "__fish_chirp_using_subcommand apps; and __fish_seen_subcommand_from calling" -f -a "set" -d 'Change the calling configuration of an app; what is not named stays'
complete -c chirp -n "__fish_chirp_using_subcommand api" -l input -d 'The JSON body, from a file or - for stdin' -r
complete -c chirp -n "__fish_chirp_using_subcommand api" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand api" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand api" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand api" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand api" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand api" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand api" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand api" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand api" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand api" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand api" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand api" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand api" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand api" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -f -a "login" -d 'Store an API key, typed at a prompt or piped in'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -f -a "status" -d 'Show which key is in use and ask the API whether it works'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and not __fish_seen_subcommand_from login status logout" -f -a "logout" -d 'Remove the key of a profile from this machine'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from login" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l offline -d 'Do not ask the API'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -s y -l yes -d 'Do not ask on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand auth; and __fish_seen_subcommand_from logout" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -f -a "list" -d 'List the recordings of a call'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -f -a "get" -d 'Show one recording, with a signed URL that is valid for an hour'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -f -a "download" -d 'Download recordings: whole under their names, or not there'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get download delete" -f -a "delete" -d 'Remove a recording for good'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l limit -d 'How many items, fetched in as many pages as it takes; without it, one page' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l all -d 'Every item'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l call -d 'All recordings of this call (@last is the newest); those that are there already are passed over' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l dir -d 'The folder for the files, made if need be; else the present one' -r -f -a "(__fish_complete_directories)"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -s o -l output -d 'Write the audio of one to FILE, or to stdout with -; --json is for the format of results' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l wait -d 'Wait until processing is done, at most 10 minutes or --wait=DURATION' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l all -d 'The recordings of all calls, one request a call; those that are there already are passed over'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l force -d 'Replace files that are there already'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from download" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -f -a "list" -d 'List the voicemails of the app'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -f -a "get" -d 'Show one voicemail with its whole transcription'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -f -a "read" -d 'Mark a voicemail as read'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -f -a "unread" -d 'Mark a voicemail as not read yet'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -f -a "download" -d 'Download voicemails: the audio, and the transcription beside it as .txt'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread download delete" -f -a "delete" -d 'Remove a voicemail for good'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l limit -d 'How many items, fetched in as many pages as it takes; without it, one page' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l unread -d 'Only those that nobody has read yet'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l all -d 'Every item'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l call -d 'All voicemails of this call (@last is the newest); those that are there already are passed over' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l dir -d 'The folder for the files, made if need be; else the present one' -r -f -a "(__fish_complete_directories)"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -s o -l output -d 'Write the audio of one to FILE, or to stdout with -; --json is for the format of results' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l wait -d 'Wait until processing is done, at most 10 minutes or --wait=DURATION' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l all -d 'All voicemails; those that are there already are passed over'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l force -d 'Replace files that are there already'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from download" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l port -d 'The port; 0 takes a free one' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l bind -d 'The address; beyond loopback a webhook secret is needed' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l path -d 'The path that events are posted to' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l events -d 'Show, forward, respond to and save only these, such as \'calls.*\'; all are recorded. Repeat for more' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l secret-header -d 'The header that carries the webhook secret (its value: CHIRP_WEBHOOK_SECRET or --secret-file) [default: X-Webhook-Secret]' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l secret-file -d 'A file with the webhook secret, alone on its one line' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l allow-host -d 'A public name that we are reached by (a tunnel), such as abc.example.com; repeat for more' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l tls-cert -d 'Speak HTTPS: a PEM file with the certificate, intermediate ones behind it' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l tls-key -d 'The certificate\'s private key, a PEM file' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l journal-size -d 'Forget the oldest entries beyond this size, such as 2GiB, once they are handed on; without it the journal grows until chirp events prune' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l admin -d 'Serve /healthz, /readyz and /metrics (Prometheus) there: a port, or an address with a port; loopback unless an address is named' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l drain -d 'After SIGTERM: not ready at once, accept events for so long, then stop' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l exit-after -d 'Stop after so many events' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l lease -d 'With a shared journal: how long a partition stays with a worker that is not heard of' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l forward-to -d 'Post each event there, byte for byte, until it is taken (2xx): in order within a call, also when the target was down meanwhile. GLOB=URL for some events only; repeat for more targets' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l forward-timeout -d 'How long a forward target may take to answer' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l forward-parallel -d 'How many events may be on their way to one target at once (of different calls)' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l respond -d 'Answer events with call commands, by the rules in this file' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l save-media -d 'Fetch recordings and voicemails into this folder as their events arrive' -r -f -a "(__fish_complete_directories)"
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l register -d 'Create a webhook for this run that posts to this URL (of a tunnel to here); removed on exit, after a crash at the next start' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l expect -d 'Stop with 0 when this event (a name or a glob) came; repeat for more' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l within -d 'Stop with 9 when not all expected events came within this time' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l sandbox -d 'Run the sandbox inside, registered to this listener, with a call coming in; no key, no network'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l inspect -d 'Show the journal in a browser beside the listener: chirp inspect in a process of its own'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l respond-dry-run -d 'Say what the rules would send, and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l respond-unverified -d 'Respond without a webhook secret, to whoever posts'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -s y -l yes -d 'Do not ask before rules steer calls with a live key'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l no-probe -d 'Do not look first whether the public URL leads here'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand listen" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -f -a "list" -d 'List entries, newest first'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -f -a "show" -d 'Show one entry whole: headers, body, and what was done about it'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -f -a "replay" -d 'Post recorded events again, oldest first: body and headers as received'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -f -a "tail" -d 'Show the last entries and go on with what comes'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -f -a "export" -d 'Write entries for other programs, oldest first'
complete -c chirp -n "__fish_chirp_using_subcommand events; and not __fish_seen_subcommand_from list show replay tail export prune" -f -a "prune" -d 'Forget old entries that every stage has handed on; their eventIds are known for 7 days'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l call -d 'Only of this call; @last is the newest that the journal knows' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l event -d 'Only events of this name, such as \'calls.recording.*\'; repeat for more' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l type -d 'Only entries of this type, such as quarantined or event,conflict; repeat for more' -r -f -a "event\t''
duplicate\t''
conflict\t''
quarantined\t''
forwarded\t''
forward_failed\t''
command\t''
command_failed\t''
media\t''
media_failed\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l since -d 'Only since then: 2h, 30m, 7d, 2026-04-13, 2026-04-13T09:00 or with a time zone' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l until -d 'Only before then; the same forms' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l number -d 'Only events from or to numbers that contain these digits, however they are set' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l text -d 'Only entries with this text in the body, whatever its case' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l limit -d 'How many' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l all -d 'All of them'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -s f -l follow -d 'Go on with what comes, oldest first, until stopped'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l show-credentials -d 'Show the values of Authorization, Cookie and other headers with credentials'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l call -d 'Only of this call; @last is the newest that the journal knows' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l event -d 'Only events of this name, such as \'calls.recording.*\'; repeat for more' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l type -d 'Only entries of this type, such as quarantined or event,conflict; repeat for more' -r -f -a "event\t''
duplicate\t''
conflict\t''
quarantined\t''
forwarded\t''
forward_failed\t''
command\t''
command_failed\t''
media\t''
media_failed\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l since -d 'Only since then: 2h, 30m, 7d, 2026-04-13, 2026-04-13T09:00 or with a time zone' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l until -d 'Only before then; the same forms' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l number -d 'Only events from or to numbers that contain these digits, however they are set' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l text -d 'Only entries with this text in the body, whatever its case' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l to -d 'Where to post' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l speed -d 'How fast the time between the events passes, such as 10x' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l set -d 'Change the body: PATH=TEXT or PATH:=JSON, such as data.call.duration:=3600; repeat for more' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l secret-header -d 'The header that carries CHIRP_WEBHOOK_SECRET' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l all -d 'All recorded events'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l now -d 'One right after the other'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l fresh-ids -d 'Give each event an eventId of its own, so that nothing takes it for a repetition'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from replay" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l call -d 'Only of this call; @last is the newest that the journal knows' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l event -d 'Only events of this name, such as \'calls.recording.*\'; repeat for more' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l type -d 'Only entries of this type, such as quarantined or event,conflict; repeat for more' -r -f -a "event\t''
duplicate\t''
conflict\t''
quarantined\t''
forwarded\t''
forward_failed\t''
command\t''
command_failed\t''
media\t''
media_failed\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l since -d 'Only since then: 2h, 30m, 7d, 2026-04-13, 2026-04-13T09:00 or with a time zone' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l until -d 'Only before then; the same forms' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l number -d 'Only events from or to numbers that contain these digits, however they are set' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l text -d 'Only entries with this text in the body, whatever its case' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -s n -l lines -d 'How many of the last entries first' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from tail" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l call -d 'Only of this call; @last is the newest that the journal knows' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l event -d 'Only events of this name, such as \'calls.recording.*\'; repeat for more' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l type -d 'Only entries of this type, such as quarantined or event,conflict; repeat for more' -r -f -a "event\t''
duplicate\t''
conflict\t''
quarantined\t''
forwarded\t''
forward_failed\t''
command\t''
command_failed\t''
media\t''
media_failed\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l since -d 'Only since then: 2h, 30m, 7d, 2026-04-13, 2026-04-13T09:00 or with a time zone' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l until -d 'Only before then; the same forms' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l number -d 'Only events from or to numbers that contain these digits, however they are set' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l text -d 'Only entries with this text in the body, whatever its case' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l format -d 'jsonl: the objects of listen --json; curl: a command line an event that posts it again; har: an HTTP archive for browsers and proxies' -r -f -a "jsonl\t''
curl\t''
har\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l to -d 'Where the curl lines and the archive say that events go' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l secret-header -d 'The header in which the curl lines send CHIRP_WEBHOOK_SECRET' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l show-credentials -d 'Write the values of Authorization, Cookie and other headers with credentials'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l older-than -d 'Forget what is older than this: 12h, 30d, 2w' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l keep-size -d 'Forget the oldest until the journal takes no more than this: 500MB, 2GiB' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -s y -l yes -d 'Do not ask'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand events; and __fish_seen_subcommand_from prune" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l port -d 'The port on 127.0.0.1; 0 takes a free one' -r
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l secret-header -d 'The header that carries CHIRP_WEBHOOK_SECRET in replays' -r
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l open -d 'Open the page in the browser'
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l read-only -d 'Send nothing: no commands, no replays'
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l beside-listen
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand inspect" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand console" -l secret-header -d 'The header that carries CHIRP_WEBHOOK_SECRET in replays' -r
complete -c chirp -n "__fish_chirp_using_subcommand console" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand console" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand console" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand console" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand console" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand console" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand console" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand console" -l read-only -d 'Send nothing: no commands, no replays'
complete -c chirp -n "__fish_chirp_using_subcommand console" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand console" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand console" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand console" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand console" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand console" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand console" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand work" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand work" -l lease -d 'How long a partition stays with a worker that is not heard of' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l events -d 'Only these events, such as \'calls.*\'; repeat for more' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l admin -d 'Serve /healthz, /readyz and /metrics (Prometheus) there: a port, or an address with a port; loopback unless an address is named' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l secret-header -d 'The header that carries the webhook secret to forward targets [default: X-Webhook-Secret]' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l secret-file -d 'A file with the webhook secret, alone on its one line' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand work" -l forward-to -d 'Post each event there, byte for byte, until it is taken (2xx): in order within a call, also when the target was down meanwhile. GLOB=URL for some events only; repeat for more targets' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l forward-timeout -d 'How long a forward target may take to answer' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l forward-parallel -d 'How many events may be on their way to one target at once (of different calls)' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l respond -d 'Answer events with call commands, by the rules in this file' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand work" -l save-media -d 'Fetch recordings and voicemails into this folder as their events arrive' -r -f -a "(__fish_complete_directories)"
complete -c chirp -n "__fish_chirp_using_subcommand work" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand work" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand work" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand work" -l respond-dry-run -d 'Say what the rules would send, and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand work" -l respond-unverified -d 'Respond without a webhook secret, to whoever posts'
complete -c chirp -n "__fish_chirp_using_subcommand work" -s y -l yes -d 'Do not ask before rules steer calls with a live key'
complete -c chirp -n "__fish_chirp_using_subcommand work" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand work" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand work" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand work" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand work" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand work" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand work" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -f -a "init" -d 'Create the shared journal in a database, and print the GRANTs for its roles'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -f -a "status" -d 'Show members, leases, lag, and what waits in whose spool'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -f -a "forget" -d 'Forget a consumer that is not needed any more: what it has not handled, no other consumer handles in its place'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and not __fish_seen_subcommand_from init status forget upgrade" -f -a "upgrade" -d 'Bring the shared journal to the version of this program'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -s y -l yes -d 'Do not ask'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from forget" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l journal -d 'The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later [env: CHIRP_JOURNAL]' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l journal-password-file -d 'A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand journal; and __fish_seen_subcommand_from upgrade" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l to -d 'URL of the handler; 3000, :3000/path and localhost:3000 mean http on this machine' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l story -d 'Send the events of a whole call in order, with their pauses (see --speed)' -r -f -a "answered\t'Answered, recorded, and ended by the caller'
missed\t'Not answered'
voicemail\t'The caller leaves a voicemail'
failed\t'Cannot be connected'"
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l direction -d 'Direction of the call [default: the usual one of the event or story]' -r -f -a "inbound\t''
outbound\t''"
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l set -d 'Change the body: PATH=TEXT or PATH:=JSON, such as data.call.from=+15550001111; can be repeated' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l count -d 'How many times to send, each time as a new call' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l rate -d 'Events per second, such as 50/s; without it each event waits for the previous answer' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l speed -d 'Speed of a story, such as 10x' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l header -d 'Send this header, too; NAME=@FILE reads a file, NAME=$VARIABLE the environment' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l secret-header -d 'Name of the header that carries CHIRP_WEBHOOK_SECRET' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l list -d 'List the events that can be sent'
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand trigger" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand check" -l only -d 'Run only this check; can be repeated' -r -f -a "every-event\t''
duplicate\t''
unknown-event\t''
unknown-field\t''
null-field\t''
disorder\t''
large-body\t''
burst\t''
missing-secret\t''
wrong-secret\t''
command\t''"
complete -c chirp -n "__fish_chirp_using_subcommand check" -l skip -d 'Leave out this check; can be repeated' -r -f -a "every-event\t''
duplicate\t''
unknown-event\t''
unknown-field\t''
null-field\t''
disorder\t''
large-body\t''
burst\t''
missing-secret\t''
wrong-secret\t''
command\t''"
complete -c chirp -n "__fish_chirp_using_subcommand check" -l api-port -d 'Run a sandbox on this port, to check how the handler commands an inbound call' -r
complete -c chirp -n "__fish_chirp_using_subcommand check" -l header -d 'Send this header, too; NAME=@FILE reads a file, NAME=$VARIABLE the environment' -r
complete -c chirp -n "__fish_chirp_using_subcommand check" -l secret-header -d 'Name of the header that carries CHIRP_WEBHOOK_SECRET' -r
complete -c chirp -n "__fish_chirp_using_subcommand check" -l junit -d 'Write the results to this JUnit file, too' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand check" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand check" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand check" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand check" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand check" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand check" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand check" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand check" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand check" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand check" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand check" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand check" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand check" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand check" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l port -d 'Port to listen on; 0 picks a free port' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l bind -d 'Address to listen on; beyond loopback the keys are random' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l public-url -d 'URL under which others reach the sandbox, such as http://sandbox:4010 in a container; file URLs start with it' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l speed -d 'Speed of call time: at 10x the 30 s for a command pass in 3 s' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l seed -d 'Seed of ids and faults; the same seed repeats the same run' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l fault -d 'Inject faults, such as duplicate=0.1,reorder=0.1,delay=2s,drop=0.05,error=0.1,rate-limit' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l number -d 'Number of the app, instead of the two above; can be repeated' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l rate-limit -d 'Apply the documented rate limits (60 and 120 requests a minute), or none' -r -f -a "default\t''
off\t''"
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l allow-host -d 'Answer requests for this host name, too (a container, a proxy); can be repeated' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l allow-origin -d 'Let web pages of this origin use the sandbox, such as http://localhost:5173; can be repeated' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l data -d 'Keep webhooks, calls, recordings, voicemails and deliveries in this file across restarts' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l ready-file -d 'Write the ready object to this file when the port is bound; the file is removed at the end' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l exit-with-stdin -d 'Stop when stdin is closed, so that the sandbox never outlives the program that started it'
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand sandbox" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -f -a "call" -d 'Simulate an inbound call'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -f -a "scenario" -d 'Play scenarios and check how your program handles them'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -f -a "load" -d 'Put your handler under load by simulated callers'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -f -a "deliveries" -d 'List the deliveries of the sandbox, newest first, with their attempts'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and not __fish_seen_subcommand_from call scenario load deliveries redeliver" -f -a "redeliver" -d 'Send a delivery again, with all its retries'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l from -d 'The caller\'s number [default: +15559876543]' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l to -d 'The number called [default: the first number of the app]' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l from-channel -d 'The caller\'s channel: pstn, whatsapp or webrtc' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l name -d 'The caller\'s name' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l hangup-after -d 'Time from the answer until the caller hangs up [default: 115s]' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l give-up-after -d 'Time that the caller waits for an answer before hanging up' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l voicemail -d 'The message that the caller leaves on the voicemail' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l voicemail-duration -d 'Length of the message [default: 30s]' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l transcription-delay -d 'Time from the voicemail until its transcription is ready' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l metadata -d 'Metadata of the call; can be repeated' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l no-voicemail -d 'The caller leaves no message'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from call" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l to -d 'URL of your handler; 3000, :3000/path and localhost:3000 mean http on this machine' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l sandbox -d 'Start a sandbox on this port for the run; your program needs its address' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l speed -d 'Speed of call time in the sandbox that --sandbox starts' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l header -d 'Send this header with each event, too; NAME=@FILE reads a file, NAME=$VARIABLE the environment' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l secret-header -d 'Name of the header that carries CHIRP_WEBHOOK_SECRET' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l now -d 'The time on your program\'s clock, for expectations that apply at some hours only' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l junit -d 'Write the results to this JUnit file, too' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l calls -d 'Number of calls [default: 100, or without limit with --for]' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l rate -d 'Calls per second, such as 20/s' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l for -d 'Start no call after this time, such as 1m' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l to -d 'URL of your handler; 3000, :3000/path and localhost:3000 mean http on this machine' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l max-p99 -d 'Fail when the p99 of the acknowledgements or of the commands is above this, such as 500ms' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l max-missed -d 'Fail when more calls than this get no command within 30 s' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l html -d 'Write the report to this HTML file, too' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l sandbox -d 'Start a sandbox on this port for the run; your handler needs its address' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l speed -d 'Speed of call time in the sandbox that --sandbox starts' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l header -d 'Send this header with each event, too; NAME=@FILE reads a file, NAME=$VARIABLE the environment' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l secret-header -d 'Name of the header that carries CHIRP_WEBHOOK_SECRET' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from load" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l call -d 'Only deliveries about this call' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l state -d 'Only deliveries in this state' -r -f -a "pending\t''
delivered\t''
failed\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l limit -d 'How many items, fetched in as many pages as it takes; without it, one page' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l all -d 'Every item'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from deliveries" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand simulate; and __fish_seen_subcommand_from redeliver" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand init" -l lang -d 'Language of the handler' -r -f -a "node\t'Node.js 20, no packages'
python\t'Python 3.9, no packages'
go\t'Go 1.19, no modules'
rust\t'Rust, with axum, tokio, ureq and serde_json'"
complete -c chirp -n "__fish_chirp_using_subcommand init" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand init" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand init" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand init" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand init" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand init" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand init" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand init" -l force -d 'Overwrite files that exist'
complete -c chirp -n "__fish_chirp_using_subcommand init" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand init" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand init" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand init" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand init" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand init" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand demo" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand demo" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand demo" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand demo" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand demo" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand demo" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand demo" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand demo" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand demo" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand demo" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand demo" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand demo" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand demo" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand demo" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -f -a "show" -d 'Show each setting and where it comes from; secrets stay hidden'
complete -c chirp -n "__fish_chirp_using_subcommand config; and not __fish_seen_subcommand_from show path" -f -a "path" -d 'Print where the configuration file is, or would be'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand config; and __fish_seen_subcommand_from path" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l offline -d 'Send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand man" -l dir -d 'Write chirp.1, chirp-calls.1, chirp-calls-answer.1 and so on into this directory' -r -F
complete -c chirp -n "__fish_chirp_using_subcommand man" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand man" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand man" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand man" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand man" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand man" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand man" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand man" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand man" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand man" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand man" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand man" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand man" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand man" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand commands" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand commands" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand commands" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand commands" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand commands" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand commands" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand commands" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand commands" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand commands" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand commands" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand commands" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand commands" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand commands" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand commands" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand schema" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand schema" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand schema" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand schema" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand schema" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand schema" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand schema" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand schema" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand schema" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand schema" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand schema" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand schema" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand schema" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -s v -l verbose -d 'Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build'
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand licenses" -s V -l version -d 'Print version'
