mod hours;
mod known;
mod properties;
