namespace L4Balancer.Cli.Completion;

/// <summary>
/// The shell completion scripts. Each asks the command itself, whose parser knows the candidates, through the
/// <c>[suggest]</c> directive.
/// </summary>
internal static class CompletionScripts
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>
    /// bash treats a colon as a word break and replaces only the part after the last one; addresses contain colons.
    /// </summary>
    private const string Bash = """
        # bash completion of l4balancer: put into /etc/bash_completion.d/l4balancer, or source it.
        _l4balancer() {
            local line=${COMP_LINE:0:COMP_POINT} word kept='' candidate
            word=${line##*[[:space:]]}
            if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then kept=${word%"${word##*:}"}; fi
            COMPREPLY=()
            while IFS= read -r candidate; do
                if [[ $candidate == "$word"* ]]; then COMPREPLY+=("${candidate#"$kept"}"); fi
            done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
            if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then compopt -o nospace; fi
        }
        complete -o bashdefault -o default -F _l4balancer l4balancer
        """;

    private const string Zsh = """
        #compdef l4balancer
        # zsh completion of l4balancer: put into a folder of $fpath as _l4balancer, or source it after compinit.
        _l4balancer() {
            local line="${BUFFER[1,CURSOR]}"
            local -a candidates
            candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            candidates=("${(@)candidates:#}")
            if (( ${#candidates} )); then compadd -a candidates; else _files; fi
        }
        if [[ ${funcstack[1]} == _l4balancer ]]; then _l4balancer "$@"; else compdef _l4balancer l4balancer; fi
        """;

    private const string Fish = """
        # fish completion of l4balancer: put into ~/.config/fish/completions/l4balancer.fish
        function __l4balancer_candidates
            set --local line (commandline --current-process --cut-at-cursor | string collect)
            l4balancer "[suggest:"(string length -- $line)"]" $line 2>/dev/null
        end
        complete --command l4balancer --arguments '(__l4balancer_candidates)'
        """;

    /// <param name="shell">One of <see cref="Shells"/>.</param>
    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        _ => Fish,
    };
}
