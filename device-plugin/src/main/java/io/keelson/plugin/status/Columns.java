package io.keelson.plugin.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of cells as lines of text, each column as wide as its widest cell, two blanks between. Unknown cells are {@code -}. */
public final class Columns {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Columns with these headings. */
    public Columns(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row with a cell for each heading; an empty Optional is not known. */
    public Columns row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell instanceof Optional<?> o ? o.map(Object::toString).orElse("-") : cell.toString());
        }
        if (row.size() != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    row.size() + " cells under " + rows.get(0).size() + " headings");
        }
        rows.add(row);
        return this;
    }

    /** Whether there is nothing below the headings. */
    public boolean isEmpty() {
        return rows.size() == 1;
    }

    /** One line a row, without blanks at the ends of lines. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell)
                        .append(" ".repeat(width(column) - cell.length()))
                        .append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
