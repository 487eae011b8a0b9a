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
complete -c chirp -n "__fish_chirp_needs_command" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_needs_command" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_needs_command" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "webhooks" -d 'Where events are posted to'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "recordings" -d 'What was recorded of calls'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "voicemails" -d 'What callers left'
complete -c chirp -n "__fish_chirp_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
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
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "create" -d 'Subscribe a URL to events'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "list" -d 'List the webhooks of the app'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "get" -d 'Show one webhook'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "update" -d 'Change a webhook; what is not named stays'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and not __fish_seen_subcommand_from create list get update delete" -f -a "delete" -d 'Remove a webhook'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l url -d 'Where to post; https only' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l event -d 'An event to subscribe to, such as calls.initiated; repeat for more' -r
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
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
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
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
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
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l url -d 'Where to post; https only' -r
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l event -d 'An event to subscribe to, such as calls.initiated; repeat for more' -r
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
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
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
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -f -a "list" -d 'List the recordings of a call'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -f -a "get" -d 'Show one recording, with a signed URL that is valid for an hour'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and not __fish_seen_subcommand_from list get delete" -f -a "delete" -d 'Remove a recording for good'
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
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
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
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
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
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand recordings; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -s o -l output -d 'How results are written; auto is a table on a terminal and tab-separated text in a pipe' -r -f -a "auto\t''
table\t''
plain\t''
json\t''
jsonl\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -l jq -d 'JSON output, through this jq filter' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -l profile -d 'Which account of the configuration to use' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -l api-url -d 'Where the API is; https only, except on loopback' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -l timeout -d 'Limit for one whole request, such as 10s or 2m' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -l max-wait -d 'Limit for all waiting between tries (rate limits, retries)' -r
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -s V -l version -d 'Print version'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -f -a "list" -d 'List the voicemails of the app'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -f -a "get" -d 'Show one voicemail with its whole transcription'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -f -a "read" -d 'Mark a voicemail as read'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -f -a "unread" -d 'Mark a voicemail as not read yet'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and not __fish_seen_subcommand_from list get read unread delete" -f -a "delete" -d 'Remove a voicemail for good'
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
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -l dry-run -d 'Print the request as a curl command and send nothing'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
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
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
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
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from read" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
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
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from unread" -s V -l version -d 'Print version'
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
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chirp -n "__fish_chirp_using_subcommand voicemails; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
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
complete -c chirp -n "__fish_chirp_using_subcommand completions" -s v -l verbose -d 'Show the HTTP exchange, secrets redacted'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -l no-input -d 'Never ask, even on a terminal'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -s h -l help -d 'Print help'
complete -c chirp -n "__fish_chirp_using_subcommand completions" -s V -l version -d 'Print version'
