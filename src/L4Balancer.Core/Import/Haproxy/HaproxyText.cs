namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Reads the text of a configuration into sections.</summary>
internal sealed class HaproxyText(string file, ImportSurroundings around, ImportReport report)
{
    private readonly Dictionary<string, string> _set = new(StringComparer.Ordinal);
    private readonly List<HaproxySection> _sections = [];
    private readonly Dictionary<string, HaproxySection> _defaults = new(StringComparer.Ordinal);
    private HaproxySection? _lastDefaults;
    private int _conditions;

    /// <summary>All directives, in the order of the file.</summary>
    public List<Statement> Statements { get; } = [];

    public IReadOnlyList<HaproxySection> Read(string text)
    {
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            if (Statements.Count >= Limits.ImportDirectivesMax)
            {
                report.Error(file, number, "", $"more than {Limits.ImportDirectivesMax} directives");
                break;
            }

            var words = new HaproxyWords(text[range], VariableOf);
            var split = words.Split();
            if (words.Problem is { } problem) report.Error(file, number, "", problem);
            else if (split.Count > 0) Add(new Statement(file, number, split), words.Variables);
        }

        return _sections;
    }

    private string? VariableOf(string name) => _set.GetValueOrDefault(name) ?? around.Environment(name);

    private void Add(Statement statement, List<string> variables)
    {
        Statements.Add(statement);
        foreach (var name in variables.Distinct()) Tell(statement, name);
        if (statement.Keyword.StartsWith('.')) Condition(statement);
        else if (_conditions > 0) report.Left(statement, "it is inside a condition (.if); import the file without it");
        else if (HaproxySections.IsSection(statement.Keyword)) Begin(statement);
        else if (_sections.Count == 0) report.Left(statement, "it is in no section");
        else InSection(statement);
    }

    private void InSection(Statement statement)
    {
        var isSetting = _sections[^1].Kind == "global" && statement.Keyword is "setenv" or "presetenv";
        if (isSetting && statement.Words.Length > 2)
        {
            statement.IsUsed = true;
            if (statement.Keyword == "setenv" || VariableOf(statement.Word(1)) is null)
                _set[statement.Word(1)] = statement.Word(2);
        }

        _sections[^1].Statements.Add(statement);
    }

    private void Tell(Statement statement, string name)
    {
        if (_set.ContainsKey(name)) return;
        var what = around.Environment(name) is null ? "is not set here" : "has its value of here and now";
        report.Differs(statement, "environment", $"the variable {name} {what}", "$" + name);
        statement.IsUsed = false;
    }

    private void Condition(Statement statement)
    {
        if (statement.Keyword == ".if") _conditions++;
        if (statement.Keyword == ".endif") _conditions = Math.Max(0, _conditions - 1);
        report.Left(statement, HaproxySections.WhyNotConditions);
    }

    private void Begin(Statement head)
    {
        var section = new HaproxySection(head);
        _sections.Add(section);
        if (section.Kind == "defaults") BeginDefaults(section);
        else if (section.From.Length == 0) section.Defaults = _lastDefaults;
        else if (_defaults.TryGetValue(section.From, out var named)) section.Defaults = named;
        else report.Left(head, "there is no defaults section of this name before it", "from " + section.From);
    }

    private void BeginDefaults(HaproxySection section)
    {
        if (section.From.Length > 0 && _defaults.TryGetValue(section.From, out var parent)) section.Defaults = parent;
        if (section.Name.Length > 0) _defaults[section.Name] = section;
        _lastDefaults = section;
    }
}
