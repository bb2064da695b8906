#include "tests/bench/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bench {

namespace {

constexpr int kColumns = 2;
constexpr double kPanelWidth = 460, kPanelHeight = 200, kHead = 64;
constexpr double kLeft = 64, kRight = 16, kTop = 34, kBottom = 42;  // between a panel's edge and its axes

// Colours are said in full for both, since not every viewer knows variables.
constexpr auto kStyle = R"(<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 17px; font-weight: 600; }
  .name { font-weight: 600; }
  .end { text-anchor: end; }
  .middle { text-anchor: middle; }
  .bad { fill: #d1242f; font-weight: 600; }
  .paper { fill: #ffffff; }
  .shade { fill: #eef2f6; }
  .grid { stroke: #d1d9e0; stroke-width: 1; }
  .curve { stroke: #0969da; stroke-width: 1.5; fill: none; stroke-linejoin: round; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .bad { fill: #f85149; }
    .paper { fill: #0d1117; }
    .shade { fill: #1a212b; }
    .grid { stroke: #30363d; }
    .curve { stroke: #4493f8; }
  }
</style>
)";

std::string escaped(const std::string& text) {
    std::string out;
    for (const char letter : text) {
        switch (letter) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            default: out += letter;
        }
    }
    return out;
}

// A round distance between the ticks of an axis from 0 to `end`, of which there are three to six.
double tick_distance(double end) {
    const auto rough = end / 5;
    const auto power = std::pow(10, std::floor(std::log10(rough)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * power >= rough) return step * power;
    }
    return 10 * power;
}

// From a panel's figures to places on the sheet.
struct Frame {
    double left, top, width, height;
    double x_end, y_end;

    double x(double value) const { return left + std::clamp(value / x_end, 0.0, 1.0) * width; }
    double y(double value) const { return top + height - std::clamp(value / y_end, 0.0, 1.0) * height; }
};

std::string text(double x, double y, const char* kind, const std::string& words) {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>\n", x, y, kind, escaped(words));
}

std::string grid_line(double x1, double y1, double x2, double y2) {
    return fmt::format("<line class=\"grid\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", x1, y1, x2,
                       y2);
}

std::string axes(const Frame& frame, double y_step, const Sheet& sheet, const std::string& unit) {
    std::string out;
    for (const double quarter : {0.25, 0.75}) {
        out += fmt::format("<rect class=\"shade\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n",
                           frame.x(sheet.end * quarter), frame.top, frame.width / 4, frame.height);
    }
    for (int i = 0; i * y_step <= frame.y_end * 1.0001; ++i) {
        const auto y = frame.y(i * y_step);
        out += grid_line(frame.left, y, frame.left + frame.width, y);
        out += text(frame.left - 6, y + 4, "end", fmt::format("{:g}", i * y_step));
    }
    const auto x_step = sheet.end / 4;
    for (int i = 0; i <= 4; ++i) {
        const auto x = frame.x(i * x_step);
        out += grid_line(x, frame.top + frame.height, x, frame.top + frame.height + 4);
        out += text(x, frame.top + frame.height + 17, "middle", fmt::format("{:g}", i * x_step));
    }
    out += text(frame.left + frame.width / 2, frame.top + frame.height + 33, "middle", sheet.time_axis);
    const auto middle = frame.top + frame.height / 2;
    return out + fmt::format("<text class=\"middle\" transform=\"translate({:.1f} {:.1f}) rotate(-90)\">{}</text>\n",
                             frame.left - kLeft + 14, middle, escaped(unit));
}

std::string curve(const Frame& frame, const Series& points) {
    std::string out = "<polyline class=\"curve\" points=\"";
    for (const auto& point : points) out += fmt::format("{:.1f},{:.1f} ", frame.x(point.seconds), frame.y(point.value));
    if (out.ends_with(' ')) out.pop_back();
    return out + "\"/>\n";
}

std::string draw(const Panel& panel, const Sheet& sheet, double left, double top) {
    double most = 0;
    for (const auto& point : panel.points) most = std::max(most, point.value);
    const auto step = tick_distance(most > 0 ? most * 1.05 : 5);
    const Frame frame{left + kLeft,
                      top + kTop,
                      kPanelWidth - kLeft - kRight,
                      kPanelHeight - kTop - kBottom,
                      sheet.end,
                      step * std::max(1.0, std::ceil(most * 1.05 / step))};
    return text(frame.left, top + 22, "name", panel.title) +
           text(frame.left + frame.width, top + 22, panel.good ? "end" : "end bad", panel.verdict) +
           axes(frame, step, sheet, panel.unit) + curve(frame, panel.points);
}

}  // namespace

std::string to_svg(const Sheet& sheet) {
    const auto rows = (sheet.panels.size() + kColumns - 1) / kColumns;
    const auto width = kColumns * kPanelWidth;
    const auto height = kHead + static_cast<double>(rows) * kPanelHeight + 8;
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 "
        "{0:.0f} "
        "{1:.0f}\">\n<title>{2}</title>\n",
        width, height, escaped(sheet.title));
    out += kStyle;
    out += "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n";
    out += text(16, 28, "title", sheet.title) + text(16, 50, "note", sheet.subtitle);
    for (std::size_t i = 0; i < sheet.panels.size(); ++i) {
        out += draw(sheet.panels[i], sheet, static_cast<double>(i % kColumns) * kPanelWidth,
                    kHead + static_cast<double>(i / kColumns) * kPanelHeight);
    }
    return out + "</svg>\n";
}

}  // namespace bench
