using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.Cli;

/// <summary>
/// Options with a value that is more than text. Each parses its value itself, so that an error says what is
/// accepted; the library's own errors refer to .NET types.
/// </summary>
internal static class OptionValues
{
    /// <summary>A whole number in a range; null if not given.</summary>
    public static Option<T?> Number<T>(string name, string description, T min, T max)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => ReadNumber(result, name, min, max),
        };

    /// <summary>A whole number in a range, with a default.</summary>
    public static Option<T> Number<T>(string name, string description, T min, T max, T usual)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => usual,
            CustomParser = result => ReadNumber(result, name, min, max) ?? usual,
        };

    /// <summary>One of the words of an enum, in lower case.</summary>
    public static Option<T> Word<T>(string name, string description, T usual)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(word => word.ToLowerInvariant()).ToArray();
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => usual,
            CustomParser = result => ReadWord(result, name, words, usual),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>Words of an enum in kebab-case, separated by commas; null or empty if not given.</summary>
    /// <param name="known">The accepted ones; default all.</param>
    public static Option<T[]?> Words<T>(string name, string description, params T[] known)
        where T : struct, Enum
    {
        var words = known.Length > 0 ? known : Enum.GetValues<T>();
        var option = new Option<T[]?>(name)
        {
            Description = $"{description} {string.Join(", ", words.Select(WordOf))}.",
            HelpName = "WORD,...",
            CustomParser = result => ReadAll<T>(result, text => ReadWord(result, text, name, words)),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. words.Select(WordOf)]);
        return option;
    }

    /// <summary>Whole numbers in a range, separated by commas; null or empty if not given.</summary>
    public static Option<int[]?> Numbers(string name, string description, int min, int max) => new(name)
    {
        Description = description,
        HelpName = "N,...",
        CustomParser = result => ReadAll(result, text => ReadNumber<int>(result, text, name, min, max)),
    };

    /// <summary>A word of an enum, as it is written in the configuration.</summary>
    public static string WordOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>A duration with its unit, checked.</summary>
    public static Option<string?> Duration(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DURATION" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Durations.TryParse(text, out _))
                result.AddError($"{name}: {Shown.Quoted(text)} is not a duration such as 90s, 10m or 1h30m");
        });
        return option;
    }

    private static T? ReadNumber<T>(ArgumentResult result, string name, T min, T max)
        where T : struct, IBinaryInteger<T> => ReadNumber(result, result.Tokens[0].Value, name, min, max);

    private static T? ReadNumber<T>(ArgumentResult result, string text, string name, T min, T max)
        where T : struct, IBinaryInteger<T>
    {
        var isGood = T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max;
        if (isGood) return number;
        result.AddError($"{name}: {Shown.Quoted(text)} is not a whole number from {min} to {max}");
        return null;
    }

    /// <summary>Null once an item is wrong, which was reported.</summary>
    private static T[]? ReadAll<T>(ArgumentResult result, Func<string, T?> read)
        where T : struct
    {
        var items = new List<T>();
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (read(text) is not { } item) return null;
            if (!items.Contains(item)) items.Add(item);
        }

        return [.. items];
    }

    private static T? ReadWord<T>(ArgumentResult result, string text, string name, T[] known)
        where T : struct, Enum
    {
        var index = Array.FindIndex(known, value => WordOf(value) == text);
        if (index >= 0) return known[index];
        var words = string.Join(", ", known.Select(WordOf));
        result.AddError($"{name}: {Shown.Quoted(text)} is not one of {words}");
        return null;
    }

    private static T ReadWord<T>(ArgumentResult result, string name, string[] words, T usual)
        where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        if (Array.IndexOf(words, text.ToLowerInvariant()) is >= 0 and var index)
            return Enum.Parse<T>(Enum.GetNames<T>()[index]);
        result.AddError($"{name}: {Shown.Quoted(text)} is not one of {string.Join(", ", words)}");
        return usual;
    }
}
