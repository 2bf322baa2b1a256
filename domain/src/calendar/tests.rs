mod known;
mod properties;
