using System.CommandLine.Parsing;

namespace L4Balancer.Bench.Load.Arguments;

/// <summary>The accepted words of an option and their values.</summary>
internal static class Words
{
    public static readonly (string Word, LoadProtocol Value)[] Protocols =
    [
        ("echo", LoadProtocol.Echo), ("redis", LoadProtocol.Redis), ("http", LoadProtocol.Http),
        ("mysql-ping", LoadProtocol.MySqlPing), ("bulk", LoadProtocol.Bulk),
    ];

    public static readonly (string Word, RedisOperation Value)[] Operations =
        [("get", RedisOperation.Get), ("set", RedisOperation.Set)];

    public static readonly (string Word, BulkDirection Value)[] Directions =
        [("down", BulkDirection.Down), ("up", BulkDirection.Up), ("both", BulkDirection.Both)];

    public static string Of<T>((string Word, T Value)[] words) => string.Join('|', words.Select(w => w.Word));

    public static string WordFor<T>((string Word, T Value)[] words, T value) =>
        words.First(w => EqualityComparer<T>.Default.Equals(w.Value, value)).Word;

    /// <summary>A parser for an option of System.CommandLine.</summary>
    public static Func<ArgumentResult, T> Parser<T>((string Word, T Value)[] words) => result =>
    {
        var text = result.Tokens[^1].Value;
        var found = Array.FindIndex(words, w => w.Word == text);
        if (found >= 0) return words[found].Value;
        var option = ((OptionResult)result.Parent!).Option.Name;
        result.AddError($"{option}: '{text}' is not one of {string.Join(", ", words.Select(w => w.Word))}.");
        return words[0].Value;
    };
}
