using System.Globalization;
using System.Text;
using System.Xml;

namespace L4Balancer.Cli.Simulate;

/// <summary>Writes the few elements of SVG that a chart needs; colours are classes, for light and for dark.</summary>
internal sealed class SvgText : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    /// <summary>Text has a contrast of at least 4.5 to the paper in both.</summary>
    private const string Style = """

        .paper { fill: #ffffff } .ink { fill: #222222 } .title { fill: #222222; font-weight: bold; font-size: 14px }
        .faint { fill: #5f5f5f } .mark { fill: #8a8a8a } .ground { fill: #f0f0f0 } .load { fill: #4e79a7 }
        .heat0 { fill: #9ecae1 } .heat1 { fill: #e8c84f } .heat2 { fill: #f08c28 } .heat3 { fill: #d7301f }
        .heat4 { fill: #7f0000 } .fail { fill: #d62728; fill-opacity: 0.22 } .out { fill: #777777 }
        .failed { fill: #d62728 } .hung { fill: #f08c28 }
        @media (prefers-color-scheme: dark) {
          .paper { fill: #16181c } .ink, .title { fill: #e8e8e8 } .faint { fill: #a8a8a8 } .mark { fill: #777777 }
          .ground { fill: #24272d } .load { fill: #6f9fd0 } .heat0 { fill: #3b6f8f } .heat4 { fill: #ff5ea8 }
          .fail { fill: #ff5a4f; fill-opacity: 0.3 } .out { fill: #9a9a9a } .failed { fill: #ff6b60 }
        }

        """;

    private readonly XmlWriter _xml;

    public SvgText(Stream output, double width, double height, string title)
    {
        _xml = XmlWriter.Create(output, new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            OmitXmlDeclaration = true,
            Indent = true,
            NewLineChars = "\n",
        });
        _xml.WriteStartElement("svg", Namespace);
        Attribute("width", width);
        Attribute("height", height);
        _xml.WriteAttributeString("viewBox", $"0 0 {Number(width)} {Number(height)}");
        _xml.WriteAttributeString("font-family", "sans-serif");
        _xml.WriteAttributeString("font-size", "11");
        _xml.WriteElementString("title", Namespace, title);
        _xml.WriteElementString("style", Namespace, Style);
        Rect(0, 0, width, height, "paper");
    }

    public void Rect(double x, double y, double width, double height, string @class)
    {
        _xml.WriteStartElement("rect", Namespace);
        Attribute("x", x);
        Attribute("y", y);
        Attribute("width", width);
        Attribute("height", height);
        _xml.WriteAttributeString("class", @class);
        _xml.WriteEndElement();
    }

    /// <param name="data">As the attribute d has it.</param>
    public void Path(string data, string @class)
    {
        _xml.WriteStartElement("path", Namespace);
        _xml.WriteAttributeString("d", data);
        _xml.WriteAttributeString("class", @class);
        _xml.WriteEndElement();
    }

    public void Text(double x, double y, string @class, string text, string anchor = "start")
    {
        _xml.WriteStartElement("text", Namespace);
        Attribute("x", x);
        Attribute("y", y);
        _xml.WriteAttributeString("class", @class);
        if (anchor != "start") _xml.WriteAttributeString("text-anchor", anchor);
        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    public void Dispose()
    {
        _xml.WriteEndElement();
        _xml.Dispose();
    }

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Attribute(string name, double value) => _xml.WriteAttributeString(name, Number(value));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
