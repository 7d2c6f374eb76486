using System.Text;

namespace L4Balancer.Core.Tests.Config.Editing;

/// <summary>
/// Writes good configs as different hands do: lists in both styles, entries in every form, comments, blank lines and
/// quotes wherever YAML allows them.
/// </summary>
internal sealed class HandWrittenConfig(int seed)
{
    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private int _comments;
    private int _backends;

    public string Next()
    {
        Remarks("");
        _text.Append("listeners:\n");
        for (var i = 1; i <= 3; i++)
        {
            _text.Append($"  l{i}:{Comment()}\n    bind: ':{i}'{Comment()}\n");
            Remarks("    ");
            if (i == 1) _text.Append("    pool: p\n");
            else Backends("    ");
            if (Chance()) _text.Append($"    backlog: 5{Comment()}\n");
        }

        _text.Append("\npools:\n  p:\n");
        Backends("    ");
        if (Chance()) _text.Append("    policy: random\n");
        Remarks("");
        var text = _text.ToString();
        if (Chance()) text = text.TrimEnd('\n');
        if (Chance()) text = text.Replace("\n", "\r\n");
        return Chance() ? text : "\ufeff" + text;
    }

    private void Backends(string indent)
    {
        var count = _random.Next(1, 5);
        if (Chance()) Block(count, Chance() ? indent : indent + "   ", indent);
        else if (Chance()) _text.Append($"{indent}backends: [{string.Join(Comma(), Flow(count))}]{Comment()}\n");
        else Rows(count, indent);
    }

    private void Block(int count, string indent, string keyIndent)
    {
        _text.Append($"{keyIndent}backends:{Comment()}\n");
        for (var i = 0; i < count; i++)
        {
            Remarks(indent);
            var dash = Chance() ? "- " : "-   ";
            if (Chance()) _text.Append(indent + dash + Entry(i) + Comment() + "\n");
            else Mapping(indent, dash, i);
        }

        Remarks(indent);
    }

    private void Mapping(string indent, string dash, int index)
    {
        var inner = indent + new string(' ', dash.Length);
        var keys = new List<string> { "address: " + Address() };
        if (Chance()) keys.Add($"weight: {_random.Next(1, 9)}");
        if (Chance()) keys.Add(index == 0 ? "tier: 0" : $"tier: {_random.Next(3)}");
        if (Chance()) keys.Reverse();
        if (Chance())
        {
            _text.Append($"{indent}-{Comment()}\n");
            foreach (var key in keys) _text.Append($"{inner}{key}{Comment()}\n");
            return;
        }

        _text.Append(indent + dash).AppendJoin("\n" + inner, keys).Append(Comment() + "\n");
    }

    private void Rows(int count, string indent)
    {
        _text.Append($"{indent}backends: [{Comment()}\n");
        var entries = Flow(count);
        for (var i = 0; i < count; i++)
        {
            var comma = i < count - 1 || Chance() ? "," : "";
            _text.Append($"{indent}  {entries[i]}{comma}{(Chance() && comma != "" ? " " : Comment() + "\n")}");
        }

        _text.Append($"{indent}]{Comment()}\n");
    }

    private List<string> Flow(int count) => [.. Enumerable.Range(0, count).Select(Entry)];

    private string Entry(int index) => _random.Next(4) switch
    {
        0 => $"{{ address: {Address()}, weight: {_random.Next(1, 9)} }}",
        1 => $"{{address: {Address()}, max-connections: 5{(index == 0 ? "" : ", backup: true")}}}",
        2 => $"{{ {(Chance() ? "weight: 3, " : "")}address: {Address()}{(Chance() ? "," : "")} }}",
        _ => Address(),
    };

    private string Address()
    {
        var address = _random.Next(3) switch
        {
            0 => $"host-{++_backends}:80",
            1 => $"unix:/run/{++_backends}.sock",
            _ => $"10.0.0.{++_backends}:80",
        };
        return _random.Next(3) switch { 0 => $"\"{address}\"", 1 => $"'{address}'", _ => address };
    }

    private string Comma() => Chance() ? "," + " " : " ,  ";

    private string Comment() => Chance() ? "" : $"  # {++_comments}: - {{ [";

    private void Remarks(string indent)
    {
        while (_random.Next(3) == 0)
            _text.Append(Chance() ? "\n" : $"{indent}# {++_comments}: weight, - 10.0.0.1:80\n");
    }

    private bool Chance() => _random.Next(2) == 0;
}
