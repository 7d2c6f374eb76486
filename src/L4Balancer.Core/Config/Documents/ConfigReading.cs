using System.Collections.Immutable;
using System.Net;

namespace L4Balancer.Core.Config.Documents;

/// <summary>
/// One pass over one file: collects the problems, and remembers the location of each part of the model, so that the
/// model itself need not store locations.
/// </summary>
/// <param name="own">The addresses of this machine besides loopback, as far as they are known.</param>
/// <param name="whyNotProbed">Why backends cannot be probed like this; null when they can.</param>
internal sealed class ConfigReading(
    string fileName, ImmutableHashSet<IPAddress>? own = null, Func<HealthConfig, string?>? whyNotProbed = null)
{
    private readonly List<ConfigProblem> _errors = [];
    private readonly List<ConfigProblem> _warnings = [];
    private readonly HashSet<string> _wrong = new(StringComparer.Ordinal);
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal);
    private readonly Dictionary<object, Place> _places = new(ReferenceEqualityComparer.Instance);
    private int _leftOut;

    public KernelTraits Kernel { get; init; } = new();

    public ImmutableHashSet<IPAddress> OwnAddresses => own ?? [];

    /// <summary>Why backends cannot be probed like this; null when they can, as far as that is known.</summary>
    public string? WhyNotProbed(HealthConfig health) => whyNotProbed?.Invoke(health);

    /// <summary>Whether further problems are only counted, so that hints need not be computed.</summary>
    public bool IsFull => _errors.Count >= Limits.ConfigErrorsMax;

    /// <summary>Reports a wrong value at a place.</summary>
    public void Error(Place place, string message, string? remedy) => Error(place, place.At, message, remedy);

    /// <summary>Reports a wrong key at a place, or a missing value.</summary>
    public void KeyError(Place place, string message, string? remedy) => Error(place, place.KeyAt, message, remedy);

    public void Error(TextPosition at, string path, string message, string? remedy)
    {
        if (IsFull) _leftOut++;
        else _errors.Add(new ConfigProblem(fileName, at.Line, at.Column, path, message, remedy));
    }

    /// <summary>Reports a reference to a listener or a pool that does not exist.</summary>
    /// <param name="kind">What is referred to, in a word.</param>
    public void UnknownName(Place place, string kind, string name, IReadOnlyCollection<string> known)
    {
        var nearest = IsFull ? null : NearestName.Of(name, known);
        Error(
            place, $"there is no {kind} {name}",
            nearest is null ? $"the name of a {kind}" : $"did you mean {nearest}?");
    }

    public void Warn(Place place, string message, string? remedy)
    {
        if (_warnings.Count >= Limits.ConfigErrorsMax) return;
        _warnings.Add(new ConfigProblem(fileName, place.At.Line, place.At.Column, place.Path, message, remedy));
    }

    /// <summary>Whether an error was reported at exactly this place.</summary>
    public bool IsWrong(Place place) => _wrong.Contains(place.Path);

    /// <summary>
    /// Whether an error was reported at or below this place: a rule about the whole would only repeat that error.
    /// </summary>
    public bool IsDamaged(Place place) => _damaged.Contains(place.Path);

    /// <summary>Remembers the location of a part of the model; parts are compared by reference.</summary>
    public void Remember(object part, Place place) => _places[part] = place;

    public Place PlaceOf(object part) => _places[part];

    /// <summary>In the order of the file; a last line counts those that were left out.</summary>
    public ImmutableArray<ConfigProblem> Errors
    {
        get
        {
            var errors = Sorted(_errors);
            if (_leftOut == 0) return errors;
            return errors.Add(errors[^1] with { Path = "", Message = $"{_leftOut} more errors", Remedy = null });
        }
    }

    /// <summary>The result; the config is valid only if there was no error.</summary>
    public ConfigResult Finish(BalancerConfig config)
    {
        var errors = Errors;
        return new ConfigResult(errors.IsEmpty ? config : null, errors, Sorted(_warnings));
    }

    private void Error(Place place, TextPosition at, string message, string? remedy)
    {
        if (!IsFull)
        {
            _wrong.Add(place.Path);
            for (var damaged = place; damaged is not null; damaged = damaged.Parent) _damaged.Add(damaged.Path);
        }

        Error(at, place.Path, message, remedy);
    }

    /// <summary>Stable, so that problems of one place stay in the order in which they were found.</summary>
    private static ImmutableArray<ConfigProblem> Sorted(List<ConfigProblem> problems) =>
        [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];
}
